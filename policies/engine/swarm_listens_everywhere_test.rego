package rummage.engine.swarm_listens_everywhere_test

import data.rummage.engine.swarm_listens_everywhere as rule

engine_with(address) := {"target": {"kind": "engine"}, "engine": {"swarm": {"state": "active"}, "daemon": {"listeners": [{"address": address, "port": 2377}, {"address": "::", "port": 7946}]}}}

test_fires_on_all_addresses if {
	count(rule.findings) == 1 with input as engine_with("::")
	count(rule.findings) == 1 with input as engine_with("0.0.0.0")
}

test_silent_on_one_address if {
	count(rule.findings) == 0 with input as engine_with("10.0.0.5")
}

test_silent_outside_of_a_swarm if {
	count(rule.findings) == 0 with input as object.union(engine_with("::"), {"engine": {"swarm": {"state": "inactive"}}})
}
