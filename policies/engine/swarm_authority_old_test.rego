package rummage.engine.swarm_authority_old_test

import data.rummage.engine.swarm_authority_old as rule

engine_with(swarm) := {"target": {"kind": "engine"}, "collected_at": "2026-11-24T00:00:00Z", "engine": {"swarm": swarm}}

test_fires_when_so if {
	count(rule.findings) == 1 with input as engine_with({"state": "active", "manager": true, "authority_created": "2024-01-01T00:00:00Z"})
}

test_silent_otherwise if {
	count(rule.findings) == 0 with input as engine_with({"state": "active", "manager": true, "authority_created": "2026-01-01T00:00:00Z"})
	count(rule.findings) == 0 with input as engine_with({"state": "active", "manager": true})
	count(rule.findings) == 0 with input as {"target": {"kind": "engine"}, "engine": {}}
}
