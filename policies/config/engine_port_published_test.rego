package rummage.config.engine_port_published_test

import data.rummage.config.engine_port_published as rule

published(port, ip) := {"ports": [{"container_port": port, "protocol": "tcp", "host_port": port, "host_ip": ip}]}

test_fires_on_the_engines_port if {
	count(rule.findings) == 1 with input.config as published(2375, "0.0.0.0")
}

test_silent_on_the_loopback if {
	count(rule.findings) == 0 with input.config as published(2376, "127.0.0.1")
}

test_silent_on_other_ports if {
	count(rule.findings) == 0 with input.config as published(8080, "")
}

test_silent_on_what_the_site_allows if {
	count(rule.findings) == 0 with input.config as published(2376, "") with data.allow.ports as [2376]
	count(rule.findings) == 1 with input.config as published(2375, "") with data.allow.ports as [2376]
}
