package rummage.lib.engine_test

import data.rummage.lib.engine

test_only_the_document_of_an_engine_is_judged if {
	engine.judged with input as {"target": {"kind": "engine"}, "engine": {}}
	not engine.judged with input as {"target": {"kind": "container"}, "engine": {}}
	not engine.judged with input as {"target": {"kind": "engine"}}
}

test_docker_is_neither_podman_nor_windows if {
	engine.docker with input as {"target": {"kind": "engine"}, "engine": {}}
	not engine.docker with input as {"target": {"kind": "engine"}, "engine": {"product": "podman"}}
	not engine.docker with input as {"target": {"kind": "engine"}, "engine": {"storage_driver": "windowsfilter"}}
}

test_options if {
	engine.has("seccomp") with input as {"engine": {"security_options": ["name=seccomp,profile=builtin"]}}
	engine.rootless with input as {"engine": {"security_options": ["name=rootless"]}}
	not engine.has("user") with input as {"engine": {"security_options": ["name=userns"]}}
}

test_swarm if {
	engine.manager with input as {"target": {"kind": "engine"}, "engine": {"swarm": {"state": "active", "manager": true}}}
	not engine.in_swarm with input as {"target": {"kind": "engine"}, "engine": {"swarm": {"state": "inactive"}}}
	not engine.in_swarm with input as {"target": {"kind": "engine"}, "engine": {}}
}

test_hosts if {
	engine.host("0.0.0.0:2375") == "0.0.0.0"
	engine.host("[::1]:2375") == "::1"
	engine.host(":2375") == ""
	engine.host("registry.example.com") == "registry.example.com"
	engine.loopback("127.0.0.0/8")
	not engine.loopback("10.0.0.1")
}

test_modes if {
	engine.digits({"mode": "1660"}) == [6, 6, 0]
	engine.digits({"mode": "44"}) == [0, 4, 4]
	engine.digits({}) == [0, 0, 0]
	engine.writes(6)
	not engine.writes(5)
}

test_owners if {
	engine.owners == {0} with input as {"engine": {}}
	engine.owners == {0, 1000} with input as {"engine": {"daemon": {"uid": 1000}}}
}

test_files if {
	found := engine.files("socket") with input as {"target": {"kind": "engine"}, "engine": {"files": [
		{"path": "/a", "role": "socket", "exists": true},
		{"path": "/b", "role": "socket", "exists": false},
		{"path": "/c", "role": "settings", "exists": true},
	]}}
	[f.path | some f in found] == ["/a"]
}

test_age if engine.age("2026-11-21T12:00:00Z") == 3 with input as {"collected_at": "2026-11-24T12:00:00Z"}
