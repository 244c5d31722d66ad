package rummage.engine.swarm_active_test

import data.rummage.engine.swarm_active as rule

engine_with(swarm) := {"target": {"kind": "engine"}, "collected_at": "2026-11-24T00:00:00Z", "engine": {"swarm": swarm}}

test_fires_when_so if {
	count(rule.findings) == 1 with input as engine_with({"state": "active"})
	count(rule.findings) == 1 with input as engine_with({"state": "locked"})
}

test_silent_otherwise if {
	count(rule.findings) == 0 with input as engine_with({"state": "inactive"})
	count(rule.findings) == 0 with input as {"target": {"kind": "engine"}, "engine": {}}
}
