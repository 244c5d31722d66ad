package rummage.config.network_capability_test

import data.rummage.config.network_capability as rule

test_fires_on_net_admin if {
	count(rule.findings) == 1 with input.config as {"cap_add": ["CAP_NET_ADMIN"]}
}

test_silent_on_binding_low_ports if {
	count(rule.findings) == 0 with input.config as {"cap_add": ["NET_BIND_SERVICE"]}
}

test_silent_when_privileged if {
	count(rule.findings) == 0 with input.config as {"privileged": true, "cap_add": ["NET_ADMIN"]}
}

test_silent_without_a_configuration if {
	count(rule.findings) == 0 with input as {"target": {"kind": "container"}}
}
