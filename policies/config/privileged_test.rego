package rummage.config.privileged_test

import data.rummage.config.privileged as rule

test_fires_on_privileged if {
	count(rule.findings) == 1 with input.config.privileged as true
}

test_silent_otherwise if {
	count(rule.findings) == 0 with input.config.privileged as false
}
