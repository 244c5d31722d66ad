package rummage.config.restart_always_test

import data.rummage.config.restart_always as rule

test_fires_on_always if {
	count(rule.findings) == 1 with input.config as {"restart": {"policy": "always", "max_retries": 0, "count": 3}}
}

test_fires_on_failure_without_a_bound if {
	count(rule.findings) == 1 with input.config as {"restart": {"policy": "on-failure", "max_retries": 0}}
}

test_silent_on_no_restart if {
	count(rule.findings) == 0 with input.config as {"restart": {"policy": "no", "max_retries": 0}}
}

test_silent_on_five_restarts if {
	count(rule.findings) == 0 with input.config as {"restart": {"policy": "on-failure", "max_retries": 5}}
}

test_silent_without_a_configuration if {
	count(rule.findings) == 0 with input as {"target": {"kind": "container"}}
}

test_fires_on_more_than_five if {
	found := rule.findings with input.config as {"restart": {"policy": "on-failure", "max_retries": 10}}
	{f.message | some f in found} == {"the container is restarted up to 10 times"}
}
