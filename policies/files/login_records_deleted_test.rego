package rummage.files.login_records_deleted_test

import data.rummage.files.login_records_deleted as rule

test_fires_when_lastlog_and_faillog_are_deleted if {
	found := {f.location.path | some f in rule.findings} with input.changes as [
		{"path": "/var/log/lastlog", "kind": "deleted"},
		{"path": "/var/log/faillog", "kind": "deleted"},
	]
	found == {"/var/log/lastlog", "/var/log/faillog"}
}

test_fires_when_the_directory_went_with_them if {
	found := rule.findings with input.changes as [{
		"path": "/var/log", "kind": "modified", "type": "directory",
		"lost": ["/var/log/dpkg.log", "/var/log/wtmp"],
	}]
	count(found) == 1
}

test_silent_when_modified if {
	found := rule.findings with input.changes as [{"path": "/var/log/lastlog", "kind": "modified", "type": "file"}]
	count(found) == 0
}

test_silent_when_rotated if {
	found := rule.findings with input.changes as [
		{"path": "/var/log/wtmp", "kind": "deleted"},
		{"path": "/var/log/wtmp.1", "kind": "added", "type": "file"},
	]
	count(found) == 0
}
