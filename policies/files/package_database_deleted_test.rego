package rummage.files.package_database_deleted_test

import data.rummage.files.package_database_deleted as rule

deleted(path) := {"path": path, "kind": "deleted"}

test_fires_for_every_package_manager if {
	every path in ["/var/lib/dpkg/status", "/lib/apk/db/installed", "/usr/lib/apk/db/installed", "/var/lib/rpm/rpmdb.sqlite", "/usr/lib/sysimage/rpm/rpmdb.sqlite"] {
		{f.location.path | some f in rule.findings} == {path} with input.changes as [deleted(path)]
	}
}

test_fires_once_with_its_directory if {
	found := rule.findings with input.changes as [object.union(deleted("/var/lib/dpkg"), {"lost": ["/var/lib/dpkg/info", "/var/lib/dpkg/status"]})]
	{f.evidence.deleted | some f in found} == {{"/var/lib/dpkg", "/var/lib/dpkg/status"}}
	count(rule.findings) == 1 with input.changes as [deleted("/lib/apk")]
}

test_fires_when_emptied if {
	found := rule.findings with input.changes as [{"path": "/var/lib/dpkg/status", "kind": "modified", "type": "file", "size": 0, "was": {"size": 90000}}]
	{f.message | some f in found} == {"/var/lib/dpkg/status was emptied"}
}

test_fires_when_another_was_put_there_empty if {
	found := rule.findings with input.changes as [
		deleted("/var/lib/rpm/Packages"),
		{"path": "/var/lib/rpm/rpmdb.sqlite", "kind": "added", "type": "file", "size": 0},
	]
	count(found) == 1
}

test_silent_when_an_upgrade_moved_it if {
	found := rule.findings with input.changes as [
		deleted("/var/lib/rpm/Packages"),
		{"path": "/usr/lib/sysimage/rpm/rpmdb.sqlite", "kind": "added", "type": "file", "size": 9000},
	]
	count(found) == 0
}

test_silent_when_packages_were_removed if {
	found := rule.findings with input.changes as [
		{"path": "/var/lib/dpkg/status", "kind": "modified", "type": "file", "size": 80000, "was": {"size": 90000}},
		deleted("/var/lib/dpkg/info/x.list"), deleted("/var/lib/dpkg/info/x.md5sums"),
	]
	count(found) == 0
}

# What the image does not have cannot be deleted from it.
test_silent_when_gone_in_the_image if {
	count(rule.findings) == 0 with input.changes as []
	count(rule.findings) == 0 with input.changes as [{"path": "/var/lib/dpkg/status", "kind": "modified", "type": "file", "size": 0, "was": {"size": 0}}]
}

# Lists of what could be installed are fetched again.
test_silent_on_lists if {
	found := rule.findings with input.changes as [deleted("/var/lib/apt/lists"), deleted("/var/cache/apk"), deleted("/var/cache/apt/pkgcache.bin"), deleted("/var/lib/dpkg/status-old")]
	count(found) == 0
}
