package rummage.persistence.cron_added_test

import data.rummage.persistence.cron_added as rule

job(change) := object.union({"path": "/etc/cron.d/job", "kind": "added", "type": "file", "mode": "644", "size": 20, "text": "# a job\n0 4 * * * root backup\n"}, change)

test_fires_in_each_place if {
	every path in ["/etc/crontab", "/etc/cron.daily/x", "/var/spool/cron/crontabs/root", "/var/spool/cron/root", "/etc/periodic/15min/x", "/var/spool/cron/atjobs/a0001"] {
		found := rule.findings with input.changes as [job({"path": path})]
		{f.severity | some f in found} == {"medium"}
	}
}

test_fires_low_at_start if {
	found := rule.findings with input as {"config": {"started": "2026-01-02T03:04:05Z"}, "changes": [job({"mtime": "2026-01-02T03:04:06Z"})]}
	{f.severity | some f in found} == {"low"}
}

test_fires_low_when_written_at_the_first_start if {
	found := rule.findings with input as {
		"config": {"created": "2026-01-02T03:04:05Z", "started": "2026-01-09T00:00:00Z"},
		"changes": [job({"mtime": "2026-01-02T03:04:07Z"})],
	}
	{f.severity | some f in found} == {"low"}
}

test_fires_on_a_link if {
	count(rule.findings) == 1 with input.changes as [{"path": "/etc/cron.d/x", "kind": "added", "type": "symlink", "link_target": "/srv/x"}]
}

test_silent_on_what_cron_keeps if {
	every path in ["/var/spool/cron/crontabs/cron.update", "/var/spool/cron/lastrun/cron.daily", "/var/spool/at/spool/a", "/var/spool/cron/atjobs/.SEQ"] {
		count(rule.findings) == 0 with input.changes as [job({"path": path})]
	}
}

test_silent_on_packages if {
	found := rule.findings with input.changes as [job({"package": "cron"}), {"path": "/var/lib/dpkg/status", "kind": "modified", "type": "file"}]
	count(found) == 0
}

test_silent_when_only_touched if {
	count(rule.findings) == 0 with input.changes as [job({"kind": "modified", "sha256": "a", "was": {"sha256": "a"}})]
}

test_silent_on_placeholders_and_directories if {
	count(rule.findings) == 0 with input.changes as [
		job({"path": "/etc/cron.d/.placeholder"}), job({"path": "/var/spool/cron/crontabs", "type": "directory"}), job({"path": "/etc/cron.d/x", "kind": "deleted"}),
	]
}
