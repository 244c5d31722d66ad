package rummage.logs.crash_loop_test

import data.rummage.logs.crash_loop as rule

severities(state, restart, started) := found if {
	found := {f.severity | some f in rule.findings} with input as {
		"collected_at": "2026-01-02T04:00:00Z",
		"config": {"started": started, "state": state, "restart": restart},
	}
}

soon := "2026-01-02T03:59:30Z"

test_fires_while_it_is_started_again if {
	severities({"status": "restarting", "exit_code": 1}, {"policy": "always", "count": 9}, soon) == {"low"}
}

test_fires_between_two_deaths if {
	severities({"status": "running", "exit_code": 0}, {"policy": "always", "count": 9}, soon) == {"low"}
}

test_fires_on_a_fault_of_memory if {
	severities({"status": "restarting", "exit_code": 139}, {"policy": "always", "count": 9}, soon) == {"medium"}
}

test_fires_when_the_engine_gave_up if {
	severities({"status": "exited", "exit_code": 1}, {"policy": "on-failure", "max_retries": 5, "count": 5}, soon) == {"low"}
}

test_fires_on_very_many if {
	severities({"status": "running", "exit_code": 0}, {"policy": "always", "count": 400}, "2026-01-02T01:00:00Z") == {"low"}
}

# A service failed since its database was late.
test_silent_after_few if {
	severities({"status": "restarting", "exit_code": 1}, {"policy": "always", "count": 1}, soon) == set()
	severities({"status": "running", "exit_code": 0}, {"policy": "always", "count": 1}, soon) == set()
}

test_silent_when_it_stays_up if {
	severities({"status": "running", "exit_code": 0}, {"policy": "always", "count": 9}, "2026-01-02T01:00:00Z") == set()
}

test_silent_on_a_job_that_ended if {
	severities({"status": "exited", "exit_code": 0}, {"policy": "no", "count": 0}, soon) == set()
	severities({"status": "exited", "exit_code": 0}, {"policy": "on-failure", "count": 3}, soon) == set()
}

test_silent_without_a_configuration if {
	count(rule.findings) == 0 with input as {"target": {"kind": "container"}}
}
