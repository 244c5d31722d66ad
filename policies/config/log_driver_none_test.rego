package rummage.config.log_driver_none_test

import data.rummage.config.log_driver_none as rule

test_fires_on_none if {
	count(rule.findings) == 1 with input.config as {"log_driver": "none"}
}

test_silent_on_another if {
	count(rule.findings) == 0 with input.config as {"log_driver": "json-file"}
}

test_silent_without_a_configuration if {
	count(rule.findings) == 0 with input as {"target": {"kind": "container"}}
}
