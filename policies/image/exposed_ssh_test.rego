package rummage.image.exposed_ssh_test

import data.rummage.image.exposed_ssh as rule

config(c) := {"target": {"kind": "image"}, "image": {"config": c}}

test_fires_on_the_port if {
	every port in ["22/tcp", "22"] {
		count(rule.findings) == 1 with input as config({"exposed": ["80/tcp", port]})
	}
}

test_fires_on_the_server if {
	every c in [
		{"entrypoint": [], "cmd": ["/usr/sbin/sshd", "-D"]}, {"entrypoint": ["dropbear"], "cmd": ["-F"]},
		{"entrypoint": ["/bin/sh", "-c"], "cmd": ["service nginx start; sshd"]},
	] {
		count(rule.findings) == 1 with input as config(c)
	}
}

test_silent_on_other_ports_and_programs if {
	count(rule.findings) == 0 with input as config({
		"exposed": ["2222/tcp", "22/udp", "220/tcp"], "entrypoint": ["/opt/sshd-exporter"], "cmd": ["--log", "/var/log/sshd.log"],
	})
}

test_silent_on_containers if {
	count(rule.findings) == 0 with input as object.union(config({"exposed": ["22/tcp"]}), {"target": {"kind": "container"}})
}

test_silent_without_a_configuration if {
	count(rule.findings) == 0 with input as config({"exposed": null, "cmd": null})
}

test_silent_on_what_the_site_allows if {
	count(rule.findings) == 0 with input as config({"exposed": ["22/tcp"]}) with data.allow.ports as [22]
}
