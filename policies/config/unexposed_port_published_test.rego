package rummage.config.unexposed_port_published_test

import data.rummage.config.unexposed_port_published as rule

container(exposed, port) := {
	"image": {"config": {"exposed": exposed}},
	"config": {"ports": [{"container_port": port, "protocol": "tcp", "host_ip": "", "host_port": 8080}]},
}

test_fires_on_a_port_that_is_not_exposed if {
	count(rule.findings) == 1 with input as container(["80/tcp"], 9000)
	count(rule.findings) == 1 with input as container(["80/udp"], 80)
}

test_silent_on_exposed_ports if {
	count(rule.findings) == 0 with input as container(["443/tcp", "80/tcp"], 80)
}

test_silent_where_the_image_names_none if {
	count(rule.findings) == 0 with input as container([], 80)
	count(rule.findings) == 0 with input as {"config": {"ports": [{"container_port": 80, "protocol": "tcp"}]}}
}

test_silent_on_what_the_site_allows if {
	count(rule.findings) == 0 with input as container(["80/tcp"], 9000) with data.allow.ports as [9000]
	count(rule.findings) == 1 with input as container(["80/tcp"], 9000) with data.allow.ports as [8080]
}
