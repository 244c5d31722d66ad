package rummage.engine.socket_group_test

import data.rummage.engine.socket_group as rule

engine_with(fields) := {"target": {"kind": "engine"}, "engine": fields}

test_fires_on_each_member if {
	found := rule.findings with input as engine_with({"group": {"name": "docker", "gid": 998, "members": ["alice", "bob"]}})
	{f.evidence.user | some f in found} == {"alice", "bob"}
}

test_silent_on_root_and_on_nobody if {
	count(rule.findings) == 0 with input as engine_with({"group": {"name": "docker", "gid": 998, "members": ["root"]}})
	count(rule.findings) == 0 with input as engine_with({"group": {"name": "docker", "gid": 998, "members": []}})
}

test_silent_when_rootless if {
	count(rule.findings) == 0 with input as engine_with({"security_options": ["name=rootless"], "group": {"name": "ops", "gid": 1000, "members": ["ops"]}})
}

test_silent_where_the_host_cannot_be_seen if {
	count(rule.findings) == 0 with input as {"target": {"kind": "engine"}, "engine": {}}
}
