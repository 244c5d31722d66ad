package rummage.config.no_pids_limit_test

import data.rummage.config.no_pids_limit as rule

test_fires_without_a_limit if {
	count(rule.findings) == 1 with input.config as {"limits": {"pids": 0}}
}

test_silent_with_one if {
	count(rule.findings) == 0 with input.config as {"limits": {"pids": 100}}
}

test_silent_without_a_configuration if {
	count(rule.findings) == 0 with input as {"target": {"kind": "container"}}
}
