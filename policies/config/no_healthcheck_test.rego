package rummage.config.no_healthcheck_test

import data.rummage.config.no_healthcheck as rule

test_fires_without_one if {
	count(rule.findings) == 1 with input.config as {"user": ""}
}

test_fires_when_turned_off if {
	count(rule.findings) == 1 with input.config as {"healthcheck": {"test": ["NONE"]}}
}

test_silent_with_one if {
	count(rule.findings) == 0 with input.config as {"healthcheck": {"test": ["CMD", "true"]}}
}

test_silent_without_a_configuration if {
	count(rule.findings) == 0 with input as {"target": {"kind": "container"}}
}
