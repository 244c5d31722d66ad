package rummage.lib.files_test

import data.rummage.lib.files

entry(change) := object.union({"kind": "added", "type": "file", "mode": "644", "layer": "one"}, change)

old := entry({"path": "/usr/bin/a", "mode": "4755", "deleted_in": "two"})

new := entry({"path": "/usr/bin/a", "mode": "755", "layer": "two", "package": "a"})

key := entry({"path": "/root/.ssh/id.PEM", "deleted_in": "two"})

open := entry({"path": "/srv/run", "mode": "777", "layer": "two", "architecture": "amd64", "magic": "application/x-executable"})

dir := entry({"path": "/usr/bin", "type": "directory", "mode": "2755"})

all := [dir, old, key, new, open, entry({"path": "/b/.x", "mode": "2644"})]

# index is what rummage hands to the policies for all of these.
index := {"files": {
	"path": {"/usr/bin": dir, "/usr/bin/a": new, "/srv/run": open, "/b/.x": all[5]},
	"under": {"/usr": [dir, old, new], "/usr/bin": [old, new], "/root": [key], "/root/.ssh": [key], "/srv": [open], "/b": [all[5]]},
	"name": {"bin": [dir], "a": [old, new], "id.PEM": [key], "run": [open], ".x": [all[5]]},
	"extension": {"pem": [key]},
	"architecture": {"amd64": [open]},
	"attribute": {
		"executable": [new, open], "setuid": [all[5]], "world_writable": [open], "hidden": [all[5]], "deleted": [old, key],
	},
	"layer": {
		"one": {"files": [old, key, all[5]], "under": {"/": 3, "/usr": 1, "/usr/bin": 1, "/root": 1, "/root/.ssh": 1, "/b": 1}, "unowned": [old]},
		"two": {"files": [new, open], "under": {"/": 2, "/usr": 1, "/usr/bin": 1, "/srv": 1}, "unowned": [open]},
	},
}}

answers := {
	"at": [p | some path in ["/usr/bin/a", "/root/.ssh/id.PEM", "/none"]; p := files.at(path).layer],
	"under": [files.under(d) | some d in ["/usr", "/usr/bin", "/root", "/none"]],
	"removed_under": [files.removed_under(d) | some d in ["/usr", "/root", "/none"]],
	"named": [files.named(n) | some n in ["a", "id.PEM", "none"]],
	"removed_named": [files.removed_named(n) | some n in ["a", "id.PEM", "none"]],
	"with_extension": [files.with_extension(e) | some e in ["pem", "x", "none"]],
	"removed_with_extension": [files.removed_with_extension(e) | some e in ["pem", "x", "none"]],
	"executable": files.executable,
	"setuid": files.setuid,
	"world_writable": files.world_writable,
	"hidden": files.hidden,
	"architectures": files.architectures,
	"of_architecture": files.of_architecture("amd64"),
	"in_layer": [files.in_layer(id) | some id in ["one", "two", "none"]],
	"unowned_in_layer": [files.unowned_in_layer(id) | some id in ["one", "two", "none"]],
	"count_in_layer": [files.count_in_layer(id, d) | some id in ["one", "two", "none"]; some d in ["/", "/usr", "/none"]],
}

test_answers_without_the_index if {
	got := answers with input as {"files": all}
	got == {
		"at": ["two"],
		"under": [[dir, new], [new], [], []],
		"removed_under": [[old], [key], []],
		"named": [[new], [], []],
		"removed_named": [[old], [key], []],
		"with_extension": [[], [], []],
		"removed_with_extension": [[key], [], []],
		"executable": [new, open],
		"setuid": [all[5]],
		"world_writable": [open],
		"hidden": [all[5]],
		"architectures": {"amd64"},
		"of_architecture": [open],
		"in_layer": [[old, key, all[5]], [new, open], []],
		"unowned_in_layer": [[old], [open], []],
		"count_in_layer": [3, 1, 0, 2, 1, 0, 0, 0, 0],
	}
}

test_answers_with_the_index_are_the_same if {
	plain := answers with input as {"files": all}
	indexed := answers with input as {"files": all, "index": index}
	plain == indexed
}

test_nothing_of_a_container if {
	every document in [{"changes": [{"path": "/usr/bin/a"}]}, {"changes": [], "index": {"files": {"path": {}, "under": {}, "name": {}, "extension": {}, "layer": {}}}}] {
		files.under("/usr") == [] with input as document
		files.named("a") == [] with input as document
		files.in_layer("one") == [] with input as document
		not files.at("/usr/bin/a") with input as document
	}
}
