package rummage.engine.socket_permissions_test

import data.rummage.engine.socket_permissions as rule

engine_with(fields) := {"target": {"kind": "engine"}, "engine": {"files": [object.union(
	{"exists": true, "uid": 0, "gid": 0, "user": "root", "group": "root"},
	fields,
)]}}

test_fires_when_everybody_may_write if {
	every role in ["socket", "containerd-socket"] {
		{f.severity | some f in rule.findings} == {"high"} with input as engine_with({"path": "/run/docker.sock", "role": role, "mode": "666", "gid": 998, "group": "docker"})
	}
}

test_fires_on_a_foreign_group if {
	{f.severity | some f in rule.findings} == {"medium"} with input as engine_with({"path": "/run/docker.sock", "role": "socket", "mode": "660", "gid": 100, "group": "users"})
	{f.severity | some f in rule.findings} == {"medium"} with input as engine_with({"path": "/c.sock", "role": "containerd-socket", "mode": "660", "gid": 998, "group": "docker"})
}

test_fires_on_a_foreign_owner if {
	{f.severity | some f in rule.findings} == {"medium"} with input as engine_with({"path": "/run/docker.sock", "role": "socket", "mode": "660", "uid": 1000, "user": "ops"})
}

test_fires_on_other_bits if {
	{f.severity | some f in rule.findings} == {"low"} with input as engine_with({"path": "/run/docker.sock", "role": "socket", "mode": "664"})
}

test_silent_as_it_should_be if {
	every group in [{"gid": 998, "group": "docker"}, {"gid": 0, "group": "root"}] {
		count(rule.findings) == 0 with input as engine_with(object.union({"path": "/run/docker.sock", "role": "socket", "mode": "660"}, group))
	}
	count(rule.findings) == 0 with input as engine_with({"path": "/run/docker.sock", "role": "socket", "mode": "600"})
	count(rule.findings) == 0 with input as engine_with({"path": "/c.sock", "role": "containerd-socket", "mode": "660"})
}

test_silent_on_the_group_of_the_settings if {
	socket := engine_with({"path": "/run/docker.sock", "role": "socket", "mode": "660", "gid": 990, "group": "ops"})
	count(rule.findings) == 0 with input as object.union(socket, {"engine": {"daemon": {"uid": 0, "settings": {"socket_group": "ops"}}}})
}

test_silent_when_rootless if {
	socket := engine_with({"path": "/run/user/1000/docker.sock", "role": "socket", "mode": "660", "uid": 1000, "gid": 1000, "user": "ops", "group": "ops"})
	count(rule.findings) == 0 with input as object.union(socket, {"engine": {"security_options": ["name=rootless"], "daemon": {"uid": 1000}}})
}

test_silent_about_other_files if {
	count(rule.findings) == 0 with input as engine_with({"path": "/etc/docker/daemon.json", "role": "settings", "mode": "666"})
}

test_silent_where_the_host_cannot_be_seen if {
	count(rule.findings) == 0 with input as {"target": {"kind": "engine"}, "engine": {}}
}
