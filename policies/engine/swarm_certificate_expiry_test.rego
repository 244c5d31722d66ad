package rummage.engine.swarm_certificate_expiry_test

import data.rummage.engine.swarm_certificate_expiry as rule

engine_with(swarm) := {"target": {"kind": "engine"}, "collected_at": "2026-11-24T00:00:00Z", "engine": {"swarm": swarm}}

test_fires_when_so if {
	count(rule.findings) == 1 with input as engine_with({"state": "active", "manager": true, "certificate_expiry": 31536000})
}

test_silent_otherwise if {
	count(rule.findings) == 0 with input as engine_with({"state": "active", "manager": true, "certificate_expiry": 7776000})
	count(rule.findings) == 0 with input as engine_with({"state": "active", "manager": true})
	count(rule.findings) == 0 with input as {"target": {"kind": "engine"}, "engine": {}}
}
