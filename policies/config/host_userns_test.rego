package rummage.config.host_userns_test

import data.rummage.config.host_userns as rule

test_fires_on_the_hosts_namespace if {
	count(rule.findings) == 1 with input.config as {"namespaces": {"user": "host"}}
}

test_silent_on_its_own if {
	count(rule.findings) == 0 with input.config as {"namespaces": {"user": "private"}}
}

test_silent_on_another_containers if {
	count(rule.findings) == 0 with input.config as {"namespaces": {"user": "container:0123"}}
}

test_silent_without_a_configuration if {
	count(rule.findings) == 0 with input as {"target": {"kind": "container"}}
}
