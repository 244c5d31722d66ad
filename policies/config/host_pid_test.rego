package rummage.config.host_pid_test

import data.rummage.config.host_pid as rule

test_fires_on_the_hosts_namespace if {
	count(rule.findings) == 1 with input.config as {"namespaces": {"pid": "host"}}
}

test_silent_on_its_own if {
	count(rule.findings) == 0 with input.config as {"namespaces": {"pid": "private"}}
}

test_silent_on_another_containers if {
	count(rule.findings) == 0 with input.config as {"namespaces": {"pid": "container:0123"}}
}

test_silent_without_a_configuration if {
	count(rule.findings) == 0 with input as {"target": {"kind": "container"}}
}
