package rummage.config.ssh_published_test

import data.rummage.config.ssh_published as rule

test_fires_on_port_22 if {
	count(rule.findings) == 1 with input.config as {"ports": [{"container_port": 22, "protocol": "tcp", "host_port": 2222, "host_ip": ""}]}
}

test_silent_on_another_service if {
	count(rule.findings) == 0 with input.config as {"ports": [{"container_port": 8022, "protocol": "tcp", "host_port": 22, "host_ip": ""}]}
}

test_silent_without_a_configuration if {
	count(rule.findings) == 0 with input as {"target": {"kind": "container"}}
}

test_silent_on_what_the_site_allows if {
	published := {"ports": [{"container_port": 22, "protocol": "tcp", "host_port": 2222, "host_ip": ""}]}
	count(rule.findings) == 0 with input.config as published
		with input.target as {"kind": "container", "image": {"name": "gitea/gitea:1"}} with data.allow.images as {"gitea/gitea": {"ports": [22]}}
	count(rule.findings) == 1 with input.config as published with data.allow.ports as [2222]
}
