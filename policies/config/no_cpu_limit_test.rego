package rummage.config.no_cpu_limit_test

import data.rummage.config.no_cpu_limit as rule

test_fires_without_a_limit if {
	count(rule.findings) == 1 with input.config as {"limits": {"nano_cpus": 0, "cpu_quota": 0, "cpu_shares": 0}}
}

test_silent_with_cpus if {
	count(rule.findings) == 0 with input.config as {"limits": {"nano_cpus": 500000000, "cpu_quota": 0, "cpu_shares": 0}}
}

test_silent_with_a_quota if {
	count(rule.findings) == 0 with input.config as {"limits": {"nano_cpus": 0, "cpu_quota": 50000, "cpu_shares": 0}}
}

test_silent_with_a_weight if {
	count(rule.findings) == 0 with input.config as {"limits": {"nano_cpus": 0, "cpu_quota": 0, "cpu_shares": 256}}
}

test_silent_without_a_configuration if {
	count(rule.findings) == 0 with input as {"target": {"kind": "container"}}
}
