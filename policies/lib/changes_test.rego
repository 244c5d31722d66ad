package rummage.lib.changes_test

import data.rummage.lib.changes

pem := {"path": "/a/b.PEM", "kind": "added", "type": "file", "mode": "644"}

test_with_extension if {
	others := [{"path": path, "kind": "added"} | some path in ["/a/.pem", "/a/pem", "/a/x.pem/y", "/a/xpem"]]
	changes.with_extension("pem") == [pem] with input.changes as array.concat([pem], others)
	changes.with_extension("pem") == [pem] with input as {"index": {"extension": {"pem": [pem]}}}
	changes.with_extension("key") == [] with input as {"index": {"extension": {"pem": [pem]}}}
}

test_is_world_writable if {
	every twin in [{"magic": "application/x-executable"}, {"interpreter": "/bin/sh", "magic": "text/plain"}, {}] {
		changes.is_world_writable(object.union({"type": "file", "kind": "added", "mode": "777"}, twin))
		not changes.is_world_writable(object.union({"type": "file", "kind": "added", "mode": "775"}, twin))
	}
	not changes.is_world_writable({"type": "file", "kind": "added", "mode": "777", "magic": "text/plain"})
	not changes.is_world_writable({"type": "symlink", "kind": "added", "mode": "777"})
}
