package rummage.files.logs_deleted_test

import data.rummage.files.logs_deleted as rule

deleted(path) := {"path": path, "kind": "deleted"}

test_fires_on_two if {
	found := rule.findings with input.changes as [deleted("/var/log/dpkg.log"), deleted("/var/log/apt/history.log")]
	count(found) == 1
}

test_fires_on_a_directory_with_its_files if {
	found := rule.findings with input.changes as [{"path": "/var/log/nginx", "kind": "deleted", "lost": ["/var/log/nginx/access.log", "/var/log/nginx/error.log"]}]
	count(found) == 1
}

test_silent_on_one_with_its_directory if {
	found := rule.findings with input.changes as [
		{"path": "/var/log/nginx", "kind": "deleted", "was": {"type": "directory"}, "lost": ["/var/log/nginx/old", "/var/log/nginx/old/error.log"]},
		{"path": "/var/log/apt", "kind": "deleted", "was": {"type": "directory"}},
	]
	count(found) == 0
}

test_silent_on_one if {
	count(rule.findings) == 0 with input.changes as [deleted("/var/log/dpkg.log")]
}

test_silent_on_login_records if {
	count(rule.findings) == 0 with input.changes as [deleted("/var/log/lastlog"), deleted("/var/log/faillog")]
}

test_silent_on_rotation if {
	found := rule.findings with input.changes as [
		deleted("/var/log/a.log"), deleted("/var/log/b.log"),
		{"path": "/var/log/a.log.1", "kind": "added", "type": "file"},
		{"path": "/var/log/b.log-20260102.gz", "kind": "added", "type": "file"},
	]
	count(found) == 0
}

test_silent_in_a_package_transaction if {
	found := rule.findings with input.changes as [
		deleted("/var/log/a.log"), deleted("/var/log/b.log"),
		{"path": "/var/lib/dpkg/status", "kind": "modified", "type": "file"},
	]
	count(found) == 0
}
