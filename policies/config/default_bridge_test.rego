package rummage.config.default_bridge_test

import data.rummage.config.default_bridge as rule

test_fires_on_the_default if {
	count(rule.findings) == 1 with input.config as {"namespaces": {"network": "default"}}
}

test_silent_on_a_network_of_its_own if {
	count(rule.findings) == 0 with input.config as {"namespaces": {"network": "app"}}
}

test_silent_without_a_network if {
	count(rule.findings) == 0 with input.config as {"namespaces": {"network": "none"}}
}

test_silent_without_a_configuration if {
	count(rule.findings) == 0 with input as {"target": {"kind": "container"}}
}
