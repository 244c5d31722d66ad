package rummage.config.no_memory_limit_test

import data.rummage.config.no_memory_limit as rule

test_fires_without_a_limit if {
	count(rule.findings) == 1 with input.config as {"limits": {"memory": 0}}
}

test_silent_with_one if {
	count(rule.findings) == 0 with input.config as {"limits": {"memory": 268435456}}
}

test_silent_without_a_configuration if {
	count(rule.findings) == 0 with input as {"target": {"kind": "container"}}
}
