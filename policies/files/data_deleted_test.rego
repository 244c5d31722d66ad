package rummage.files.data_deleted_test

import data.rummage.files.data_deleted as rule

below(dir, n) := [sprintf("%s/%d", [dir, i]) | some i in numbers.range(1, n)]

deleted(dir, n) := {"path": dir, "kind": "deleted", "was": {"type": "directory"}, "lost": below(dir, n)}

added(dir, n) := [{"path": path, "kind": "added", "type": "file"} | some path in below(dir, n)]

test_fires_on_directories_for_data if {
	every dir in ["/srv/shop", "/data", "/var/lib/mysql", "/var/www/html", "/var/opt/app", "/home/app", "/opt/app/data", "/app/uploads", "/backup"] {
		{f.location.path | some f in rule.findings} == {dir} with input.changes as [deleted(dir, 20)]
	}
}

test_fires_when_only_what_is_in_it_is_deleted if {
	found := rule.findings with input.changes as [{"path": path, "kind": "deleted"} | some path in below("/var/lib/app/db", 20)]
	{[f.location.path, f.evidence.count] | some f in found} == {["/var/lib/app", 20]}
}

test_fires_when_little_came_in_its_place if {
	found := rule.findings with input.changes as array.concat([deleted("/srv/shop/db", 20)], added("/srv/shop", 3))
	{f.evidence.changed | some f in found} == {3}
}

test_fires_on_a_directory_of_which_nothing_else_is_known if {
	{f.message | some f in rule.findings} == {"/var/lib/mysql of the image is gone"} with input.changes as [{"path": "/var/lib/mysql", "kind": "deleted"}]
}

test_silent_on_a_few if {
	count(rule.findings) == 0 with input.changes as [deleted("/var/lib/app/tmp", 5)]
	count(rule.findings) == 0 with input.changes as [{"path": "/srv/shop", "kind": "deleted", "was": {"type": "directory"}}]
}

# An upgrade takes old files away and brings new ones.
test_silent_on_an_upgrade if {
	found := rule.findings with input.changes as array.concat([deleted("/var/www/html/lib", 20)], added("/var/www/html/new", 40))
	count(found) == 0
}

# The engine lists as deleted what is still there.
test_silent_on_a_false_deletion if {
	count(rule.findings) == 0 with input.changes as [{"path": "/var/lib/mysql", "kind": "deleted"}, {"path": "/var/lib/mysql/ibdata1", "kind": "added", "type": "file"}]
	count(rule.findings) == 0 with input.changes as [{"path": "/run/secrets", "kind": "deleted"}, {"path": "/var/cache/nginx/client_temp", "kind": "deleted"}]
}

test_silent_on_caches_and_lists if {
	every dir in ["/var/lib/apt/lists", "/var/cache/apt/archives", "/tmp/build", "/usr/share/doc", "/var/lib/dpkg/info", "/opt/app/lib", "/database"] {
		count(rule.findings) == 0 with input.changes as [deleted(dir, 30)]
	}
}

test_silent_when_packages_were_removed if {
	found := rule.findings with input.changes as [
		deleted("/var/lib/mysql", 30), {"path": "/srv/x", "kind": "deleted"},
		{"path": "/var/lib/dpkg/status", "kind": "modified", "type": "file"},
	]
	count(found) == 0
}

test_silent_on_the_home_of_an_account_that_was_removed if {
	count(rule.findings) == 0 with input.changes as [{"path": "/home/app", "kind": "deleted"}]
}
