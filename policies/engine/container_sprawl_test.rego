package rummage.engine.container_sprawl_test

import data.rummage.engine.container_sprawl as rule

engine_with(usage) := {"target": {"kind": "engine"}, "engine": {"usage": usage}}

test_fires_on_many if {
	count(rule.findings) == 1 with input as engine_with({"containers": 40, "running": 10})
}

test_silent_on_few if {
	count(rule.findings) == 0 with input as engine_with({"containers": 40, "running": 15})
	count(rule.findings) == 0 with input as engine_with({"containers": 2, "running": 2})
}

test_silent_where_the_host_cannot_be_seen if {
	count(rule.findings) == 0 with input as {"target": {"kind": "engine"}, "engine": {}}
}
