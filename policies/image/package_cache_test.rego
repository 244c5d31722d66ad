package rummage.image.package_cache_test

import data.rummage.image.package_cache as rule

file(path, size) := {"path": path, "kind": "added", "type": "file", "mode": "644", "size": size, "layer": "one"}

large := 5000000

test_fires_on_each_manager if {
	every path in [
		"/var/lib/apt/lists/deb.debian.org_debian_dists_bookworm_main_binary-amd64_Packages.lz4", "/var/cache/apt/archives/x.deb", "/var/cache/apk/APKINDEX.0123.tar.gz",
		"/var/cache/dnf/x.rpm", "/var/cache/yum/x86_64/7/base/x.sqlite", "/root/.cache/pip/http/a/b", "/root/.npm/_cacache/content-v2/a",
	] {
		count(rule.findings) == 1 with input.files as [file(path, large)]
	}
}

test_fires_on_the_sum if {
	found := rule.findings with input.files as [file("/var/cache/dnf/a", 600000), file("/var/cache/dnf/b", 600000)]
	[[f.location.path, f.evidence.files, f.message] | some f in found] == [["/var/cache/dnf", 2, "/var/cache/dnf holds 2 files of dnf, 1 MB"]]
}

test_fires_in_homes if {
	found := rule.findings with input.files as [{"path": "/home/app/.cache/pip", "type": "directory", "layer": "one"}, file("/home/app/.cache/pip/a", large)]
	{f.location.path | some f in found} == {"/home/app/.cache/pip"}
}

test_fires_on_what_a_later_layer_removed if {
	found := rule.findings with input.files as [object.union(file("/var/lib/apt/lists/a_Packages", large), {"deleted_in": "two"})]
	{f.message | some f in found} == {"/var/lib/apt/lists holds 1 files of apt, 5 MB, which a later layer removed"}
}

test_silent_on_what_base_images_leave if {
	count(rule.findings) == 0 with input.files as [
		file("/var/lib/apt/lists/lock", 0), {"path": "/var/lib/apt/lists/partial", "type": "directory", "layer": "one"},
		file("/var/cache/dnf/expired_repos.json", 2), file("/var/cache/apt/archives/lock", 0), file("/var/cache/apk/installed", 100000),
	]
}

test_silent_on_other_files if {
	count(rule.findings) == 0 with input.files as [
		file("/var/cache/apt/archives/notes.txt", large), file("/var/cache/debconf/config.dat", large), file("/srv/.cache/pipeline", large),
		{"path": "/srv/pip", "type": "directory", "layer": "one"}, file("/srv/pip/a", large),
	]
}
