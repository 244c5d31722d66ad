package rummage.logs.silenced_test

import data.rummage.logs.silenced as rule

# service wrote 3000 lines over three days, and nothing for two.
service := {
	"collected_at": "2026-01-07T00:00:00Z",
	"coverage": [{"collector": "logs", "status": "ok"}],
	"config": {"started": "2026-01-01T00:00:00Z", "state": {"status": "running"}},
	"logs": {"driver": "json-file", "lines": 3000, "bytes": 90000, "first": "2026-01-02T00:00:00Z", "last": "2026-01-05T00:00:00Z", "matches": []},
}

severities(extra) := found if {
	found := {f.severity | some f in rule.findings} with input as object.union(service, extra)
}

test_fires_on_a_service_that_fell_silent if {
	found := rule.findings with input as service
	{[f.message, f.severity] | some f in found} == {["nothing was written for 48 hours, before that a line each 86 seconds", "low"]}
}

test_fires_when_only_the_end_was_read if {
	severities({"coverage": [{"collector": "logs", "status": "partial", "cause": "limit"}]}) == {"low"}
}

test_fires_worse_with_a_foreign_process if {
	severities({
		"processes": [{"pid": 9, "ppid": 1, "exe": "/tmp/x", "exe_state": "added", "command": "/tmp/x", "args": ["/tmp/x"]}],
		"changes": [{"path": "/tmp/x", "kind": "added", "type": "file", "mode": "755", "sha256": "aa"}],
	}) == {"medium"}
}

test_silent_on_a_service_that_writes if severities({"collected_at": "2026-01-05T00:10:00Z"}) == set()

test_silent_over_a_night if severities({"collected_at": "2026-01-05T09:00:00Z"}) == set()

# cron, redis and sleep write some lines when they start, and then little.
test_silent_on_quiet_services if {
	severities({"logs": {"lines": 12}}) == set()
	severities({"logs": {"lines": 500, "first": "2026-01-04T23:59:00Z"}}) == set()
	severities({"logs": {"lines": 0, "first": "", "last": ""}}) == set()
}

test_silent_on_a_job_of_each_hour if severities({"logs": {"lines": 120, "first": "2025-12-01T00:00:00Z"}}) == set()

test_silent_when_started_again if severities({"config": {"started": "2026-01-06T00:00:00Z"}}) == set()

test_silent_unless_it_runs if {
	severities({"config": {"state": {"status": "exited"}}}) == set()
	severities({"config": {"state": {"status": "paused"}}}) == set()
}

test_silent_when_the_log_was_not_read if {
	severities({"coverage": [{"collector": "logs", "status": "failed"}]}) == set()
	severities({"coverage": [{"collector": "logs", "status": "partial", "cause": "failure"}]}) == set()
}

# That is config/log-driver-none.
test_silent_on_driver_none if {
	count(rule.findings) == 0 with input as object.union(object.remove(service, ["logs"]), {"logs": {"driver": "none", "lines": 0, "bytes": 0, "matches": []}})
}

test_silent_without_logs if {
	count(rule.findings) == 0 with input as {"target": {"kind": "container"}}
}
