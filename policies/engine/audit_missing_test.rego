package rummage.engine.audit_missing_test

import data.rummage.engine.audit_missing as rule

engine_with(rules, paths) := {"target": {"kind": "engine"}, "engine": {"files": array.concat(
	[{"path": path, "role": role, "exists": true} | some path, role in paths],
	[{"path": "/etc/audit/rules.d/docker.rules", "role": "audit-rules", "exists": true, "text": rules}],
)}}

paths := {"/usr/bin/dockerd": "program", "/run/docker.sock": "socket", "/etc/docker": "directory", "/etc/docker/daemon.json": "settings"}

test_fires_without_rules if {
	found := rule.findings with input as engine_with("", paths)
	{f.message | some f in found} == {"4 of 4 paths of the engine are watched by no audit rule"}
	count(rule.findings) == 1 with input as {"target": {"kind": "engine"}, "engine": {"files": [{"path": "/usr/bin/dockerd", "role": "program", "exists": true}]}}
}

test_fires_on_what_is_left_out if {
	found := rule.findings with input as engine_with("-w /usr/bin/dockerd -k docker\n# -w /run/docker.sock\n-w /etc/docker/daemon.json\n", paths)
	{f.evidence.unwatched | some f in found} == {["/etc/docker", "/run/docker.sock"]}
}

test_silent_when_all_are_watched if {
	count(rule.findings) == 0 with input as engine_with("-w /bin/dockerd -p wa -k docker\n-a always,exit -F path=/var/run/docker.sock -F perm=wa\n-a exit,always -F dir=/etc/docker/ -F perm=wa", paths)
}

test_silent_on_what_is_missing if {
	count(rule.findings) == 0 with input as {"target": {"kind": "engine"}, "engine": {"files": [{"path": "/etc/sysconfig/docker", "role": "sysconfig", "exists": false}]}}
}

test_silent_where_the_host_cannot_be_seen if {
	count(rule.findings) == 0 with input as {"target": {"kind": "engine"}, "engine": {}}
}
