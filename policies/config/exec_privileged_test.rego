package rummage.config.exec_privileged_test

import data.rummage.config.exec_privileged as rule

exec(privileged) := {"pid": 5, "user": "", "privileged": privileged, "command": ["sh", "-c", "id"]}

test_fires_on_a_privileged_session if {
	found := rule.findings with input as {"config": {"privileged": false, "execs": [exec(false), exec(true)]}}
	{f.evidence.sessions | some f in found} == {[{"user": "", "command": "sh -c id"}]}
}

test_fires_once_for_several if {
	count(rule.findings) == 1 with input as {"config": {"privileged": false, "execs": [exec(true), exec(true)]}}
}

test_silent_on_ordinary_sessions if {
	count(rule.findings) == 0 with input as {"config": {"privileged": false, "execs": [exec(false)]}}
	count(rule.findings) == 0 with input as {"config": {"privileged": false}}
}

test_silent_when_the_container_is_privileged if {
	count(rule.findings) == 0 with input as {"config": {"privileged": true, "execs": [exec(true)]}}
}
