package rummage.config.privileged_port_test

import data.rummage.config.privileged_port as rule

test_fires_below_1024 if {
	count(rule.findings) == 1 with input.config as {"ports": [{"container_port": 8080, "protocol": "tcp", "host_port": 80, "host_ip": "0.0.0.0"}, {"container_port": 8080, "protocol": "tcp", "host_port": 80, "host_ip": "::"}]}
}

test_silent_above if {
	count(rule.findings) == 0 with input.config as {"ports": [{"container_port": 80, "protocol": "tcp", "host_port": 8080, "host_ip": ""}]}
}

test_silent_when_the_engine_chooses if {
	count(rule.findings) == 0 with input.config as {"ports": [{"container_port": 80, "protocol": "tcp", "host_port": 0, "host_ip": ""}]}
}

test_silent_without_a_configuration if {
	count(rule.findings) == 0 with input as {"target": {"kind": "container"}}
}

test_silent_on_what_the_site_allows if {
	published := {"ports": [{"container_port": 8080, "protocol": "tcp", "host_port": 80, "host_ip": ""}]}
	count(rule.findings) == 0 with input.config as published with data.allow.ports as [80, 443]
	count(rule.findings) == 1 with input.config as published with data.allow.ports as [8080]
}
