package rummage.engine.config_permissions_test

import data.rummage.engine.config_permissions as rule

engine_with(fields) := {"target": {"kind": "engine"}, "engine": {"files": [object.union(
	{"exists": true, "uid": 0, "gid": 0, "user": "root", "group": "root"},
	fields,
)]}}

severity(fields) := word if {
	found := rule.findings with input as engine_with(fields)
	some f in found
	word := f.severity
}

test_fires_when_everybody_can_write if {
	every role in ["service", "settings", "directory", "tls-authority"] {
		severity({"path": "/x", "role": role, "mode": "666"}) == "high"
	}
}

test_fires_on_readable_keys if {
	severity({"path": "/etc/docker/tls/key.pem", "role": "tls-key", "mode": "444"}) == "high"
	severity({"path": "/etc/docker/certs.d/r/client.key", "role": "registry-key", "mode": "644"}) == "high"
}

test_fires_on_a_foreign_owner if {
	severity({"path": "/etc/docker/daemon.json", "role": "settings", "mode": "644", "uid": 1000, "user": "ops"}) == "medium"
	severity({"path": "/etc/docker/daemon.json", "role": "settings", "mode": "664", "gid": 998, "group": "docker"}) == "medium"
	severity({"path": "/etc/docker/daemon.json", "role": "settings", "mode": "644", "gid": 998, "group": "docker"}) == "low"
}

test_fires_gently_on_more_than_the_benchmark_asks if {
	severity({"path": "/etc/docker/tls/ca.pem", "role": "tls-authority", "mode": "644"}) == "info"
	severity({"path": "/etc/docker/daemon.json", "role": "settings", "mode": "755"}) == "info"
	severity({"path": "/etc/docker/tls/key.pem", "role": "tls-key", "mode": "600"}) == "info"
}

test_fires_once_a_file if {
	count(rule.findings) == 1 with input as engine_with({"path": "/x", "role": "tls-key", "mode": "666", "uid": 5, "gid": 5})
}

test_silent_as_it_should_be if {
	every fields in [
		{"role": "service", "mode": "644"}, {"role": "socket-unit", "mode": "600"}, {"role": "directory", "mode": "755"},
		{"role": "settings", "mode": "600"}, {"role": "tls-key", "mode": "400"}, {"role": "tls-certificate", "mode": "444"},
	] {
		count(rule.findings) == 0 with input as engine_with(object.union({"path": "/x"}, fields))
	}
}

test_silent_on_what_is_missing if {
	count(rule.findings) == 0 with input as engine_with({"path": "/x", "role": "settings", "exists": false, "mode": "666"})
}

test_silent_on_programs_and_sockets if {
	count(rule.findings) == 0 with input as engine_with({"path": "/usr/bin/dockerd", "role": "program", "mode": "755"})
	count(rule.findings) == 0 with input as engine_with({"path": "/run/docker.sock", "role": "socket", "mode": "660", "gid": 998})
}

test_silent_when_rootless if {
	settings := engine_with({"path": "/home/ops/.config/docker/daemon.json", "role": "settings", "mode": "644", "uid": 1000, "gid": 1000, "user": "ops", "group": "ops"})
	count(rule.findings) == 0 with input as object.union(settings, {"engine": {"security_options": ["name=rootless"], "daemon": {"uid": 1000}}})
}

test_silent_where_the_host_cannot_be_seen if {
	count(rule.findings) == 0 with input as {"target": {"kind": "engine"}, "engine": {}}
}
