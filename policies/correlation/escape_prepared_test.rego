package rummage.correlation.escape_prepared_test

import data.rummage.correlation.escape_prepared as rule

way(id, severity) := {"rule": id, "category": "misconfiguration", "severity": severity, "message": id, "location": {"config": sprintf("config.%s", [id])}}

sign(id, severity) := {"rule": id, "category": "anomaly", "severity": severity, "message": id, "location": {"path": "/x"}}

found(findings) := result if {
	result := {f.location.config | some f in rule.findings} with input as {"findings": findings}
}

test_fires_on_each_way_out if {
	every id, severity in {"config/host-root-mounted": "critical", "config/engine-socket-mounted": "high", "config/privileged": "high"} {
		found([way(id, severity), sign("processes/drift", "high")]) == {sprintf("config.%s", [id])}
	}
}

test_fires_on_each_sign if {
	every id in ["processes/drift", "processes/memfd", "processes/temp-path", "persistence/cron-download", "persistence/authorized-keys"] {
		count(found([sign(id, "high"), way("config/privileged", "high")])) == 1
	}
	count(found([sign("persistence/cron-added", "medium"), way("config/privileged", "high")])) == 1
}

test_fires_once if {
	found([
		way("config/privileged", "high"), way("config/host-root-mounted", "critical"), way("config/engine-socket-mounted", "high"),
		sign("processes/drift", "high"), sign("persistence/cron-added", "medium"),
	]) == {"config.config/host-root-mounted"}
}

test_fires_on_a_root_that_cannot_be_written if {
	found([way("config/host-root-mounted", "high"), sign("processes/drift", "high")]) == {"config.config/host-root-mounted"}
}

test_silent_on_one_of_both if {
	found([way("config/privileged", "high")]) == set()
	found([sign("processes/drift", "high"), sign("persistence/cron-added", "medium")]) == set()
}

# Runners of jobs have the engine's socket, and install packages.
test_silent_on_programs_of_packages if found([way("config/engine-socket-mounted", "high"), sign("processes/drift", "medium")]) == set()

# An entrypoint brings the key or the job.
test_silent_on_what_came_with_the_start if {
	found([way("config/engine-socket-mounted", "high"), sign("persistence/authorized-keys", "low"), sign("persistence/cron-added", "low")]) == set()
}

test_silent_on_other_findings if found([way("config/host-pid", "medium"), sign("processes/drift", "high"), sign("files/setuid-added", "high")]) == set()

test_silent_without_findings if count(rule.findings) == 0 with input as {}
