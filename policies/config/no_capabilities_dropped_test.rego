package rummage.config.no_capabilities_dropped_test

import data.rummage.config.no_capabilities_dropped as rule

test_fires_on_the_defaults if {
	count(rule.findings) == 1 with input.config as {"cap_drop": []}
}

test_silent_when_one_is_dropped if {
	count(rule.findings) == 0 with input.config as {"cap_drop": ["NET_RAW"]}
}

test_silent_when_privileged if {
	count(rule.findings) == 0 with input.config as {"privileged": true, "cap_drop": []}
}

test_silent_without_a_configuration if {
	count(rule.findings) == 0 with input as {"target": {"kind": "container"}}
}
