package rummage.engine.cgroup_parent_test

import data.rummage.engine.cgroup_parent as rule

engine_with(settings) := {"target": {"kind": "engine"}, "engine": {"daemon": {"settings": settings}}}

test_fires_when_set_so if {
	count(rule.findings) == 1 with input as engine_with({"cgroup_parent": "custom.slice"})
}

test_silent_when_set_otherwise if {
	count(rule.findings) == 0 with input as engine_with({"cgroup_parent": ""})
	count(rule.findings) == 0 with input as engine_with({"icc": true})
}

test_silent_where_the_host_cannot_be_seen if {
	count(rule.findings) == 0 with input as {"target": {"kind": "engine"}, "engine": {}}
}
