package rummage.engine.swarm_managers_test

import data.rummage.engine.swarm_managers as rule

engine_with(swarm) := {"target": {"kind": "engine"}, "collected_at": "2026-11-24T00:00:00Z", "engine": {"swarm": swarm}}

test_fires_on_too_many_or_too_few if {
	every managers in [1, 2, 4, 6, 9] {
		count(rule.findings) == 1 with input as engine_with({"state": "active", "manager": true, "managers": managers, "nodes": 10})
	}
}

test_silent_on_useful_numbers if {
	every managers in [3, 5, 7] {
		count(rule.findings) == 0 with input as engine_with({"state": "active", "manager": true, "managers": managers, "nodes": 10})
	}
}

test_silent_on_a_swarm_of_one if {
	count(rule.findings) == 0 with input as engine_with({"state": "active", "manager": true, "managers": 1, "nodes": 1})
}

test_silent_on_workers if {
	count(rule.findings) == 0 with input as engine_with({"state": "active"})
}
