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

test_fires_on_the_databases_of_newer_systems if {
	every path in ["/var/lib/lastlog/lastlog2.db", "/var/lib/wtmpdb/wtmp.db"] {
		count(rule.findings) == 1 with input.changes as [{"path": path, "kind": "deleted"}]
	}
}

test_silent_on_other_names if {
	every path in ["/var/log/wtmp.1", "/srv/log/wtmp", "/var/log/dpkg.log"] {
		count(rule.findings) == 0 with input.changes as [{"path": path, "kind": "deleted"}]
	}
}

# The engine lists as deleted what is still there, and the collectors list only
# what is really gone.
test_silent_on_a_false_deletion if {
	found := rule.findings with input.changes as [
		{"path": "/var/log", "kind": "modified", "type": "directory"},
		{"path": "/var/log/wtmp", "kind": "modified", "type": "file", "size": 384},
	]
	count(found) == 0
}

test_silent_when_rotated if {
	every name in ["wtmp.1", "wtmp.1.gz", "wtmp-20260102", "wtmp-20260102.xz", "wtmp.old"] {
		found := rule.findings with input.changes as [
			{"path": "/var/log/wtmp", "kind": "deleted"},
			{"path": concat("/", ["/var/log", name]), "kind": "added", "type": "file"},
		]
		count(found) == 0
	}
}

test_fires_when_another_was_rotated if {
	found := rule.findings with input.changes as [
		{"path": "/var/log/wtmp", "kind": "deleted"},
		{"path": "/var/log/wtmp.txt", "kind": "added", "type": "file"},
		{"path": "/var/log/btmp.1", "kind": "added", "type": "file"},
		{"path": "/var/log/wtmp.2", "kind": "deleted"},
	]
	count(found) == 1
}
