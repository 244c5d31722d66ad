package rummage.config.wildcard_bind_test

import data.rummage.config.wildcard_bind as rule

test_fires_once_for_both_families if {
	count(rule.findings) == 1 with input.config as {"ports": [{"container_port": 80, "protocol": "tcp", "host_port": 8080, "host_ip": "0.0.0.0"}, {"container_port": 80, "protocol": "tcp", "host_port": 8080, "host_ip": "::"}]}
}

test_silent_on_one_address if {
	count(rule.findings) == 0 with input.config as {"ports": [{"container_port": 80, "protocol": "tcp", "host_port": 8080, "host_ip": "127.0.0.1"}]}
}

test_silent_without_a_configuration if {
	count(rule.findings) == 0 with input as {"target": {"kind": "container"}}
}

test_silent_on_what_the_site_allows if {
	published := {"ports": [{"container_port": 80, "protocol": "tcp", "host_port": 8080, "host_ip": ""}]}
	count(rule.findings) == 0 with input.config as published with data.allow.ports as [80]
	count(rule.findings) == 0 with input.config as published with data.allow.ports as ["8000-8100"]
	count(rule.findings) == 1 with input.config as published with data.allow.ports as ["80/udp", 443]
}
