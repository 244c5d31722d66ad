package rummage.config.new_privileges_allowed_test

import data.rummage.config.new_privileges_allowed as rule

test_fires_on_the_default if {
	count(rule.findings) == 1 with input.config as {"security": {"no_new_privileges": false}}
}

test_silent_when_forbidden if {
	count(rule.findings) == 0 with input.config as {"security": {"no_new_privileges": true}}
}

test_silent_when_privileged if {
	count(rule.findings) == 0 with input.config as {"privileged": true, "security": {"no_new_privileges": false}}
}

test_silent_without_a_configuration if {
	count(rule.findings) == 0 with input as {"target": {"kind": "container"}}
}
