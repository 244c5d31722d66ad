package rummage.files.login_records_truncated_test

import data.rummage.files.login_records_truncated as rule

record(change) := object.union({"path": "/var/log/wtmp", "kind": "modified", "type": "file", "size": 0, "sha256": "a", "was": {"type": "file", "size": 3840}}, change)

test_fires_when_emptied if {
	every path in ["/var/log/wtmp", "/var/log/btmp", "/var/log/lastlog", "/var/log/faillog", "/run/utmp", "/var/lib/wtmpdb/wtmp.db"] {
		{f.severity | some f in rule.findings} == {"medium"} with input.changes as [record({"path": path})]
	}
}

test_fires_when_shorter if {
	{f.message | some f in rule.findings} == {"/var/log/lastlog is shorter than the image's"} with input.changes as [record({"path": "/var/log/lastlog", "size": 292})]
}

test_fires_when_rewritten_in_place if {
	{f.message | some f in rule.findings} == {"/var/log/wtmp was rewritten in place"} with input.changes as [record({"size": 3840, "was": {"sha256": "b"}})]
}

test_fires_low_when_the_start_makes_sessions_anew if {
	every path, severity in {"/run/utmp": "low", "/var/log/wtmp": "medium"} {
		found := rule.findings with input as {
			"config": {"started": "2026-01-02T03:04:05Z"},
			"changes": [record({"path": path, "ctime": "2026-01-02T03:04:06Z"})],
		}
		{f.severity | some f in found} == {severity}
	}
}

test_silent_when_empty_in_the_image_too if {
	count(rule.findings) == 0 with input.changes as [record({"was": {"size": 0}})]
}

test_silent_when_the_image_is_not_known if {
	count(rule.findings) == 0 with input.changes as [object.remove(record({}), ["was"])]
}

test_silent_when_something_was_added if {
	count(rule.findings) == 0 with input.changes as [record({"size": 4224})]
}

test_silent_when_only_touched if {
	count(rule.findings) == 0 with input.changes as [record({"size": 3840, "was": {"sha256": "a"}})]
}

# Programs write these in place at every login.
test_silent_on_a_login if {
	every path in ["/var/log/lastlog", "/var/log/faillog", "/run/utmp"] {
		count(rule.findings) == 0 with input.changes as [record({"path": path, "size": 3840, "was": {"sha256": "b"}})]
	}
}

test_silent_when_a_database_was_compacted if {
	count(rule.findings) == 0 with input.changes as [record({"path": "/var/lib/wtmpdb/wtmp.db", "size": 2048})]
}

test_silent_when_rotated if {
	count(rule.findings) == 0 with input.changes as [record({}), {"path": "/var/log/wtmp.1", "kind": "added", "type": "file", "size": 3840}]
}

test_silent_on_links_and_deletions if {
	count(rule.findings) == 0 with input.changes as [record({"type": "symlink", "link_target": "/dev/null"})]
	count(rule.findings) == 0 with input.changes as [record({"kind": "deleted"})]
}

test_silent_elsewhere if {
	count(rule.findings) == 0 with input.changes as [record({"path": "/var/log/app.log"})]
}
