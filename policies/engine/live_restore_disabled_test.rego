package rummage.engine.live_restore_disabled_test

import data.rummage.engine.live_restore_disabled as rule

engine_with(fields) := {"target": {"kind": "engine"}, "engine": fields}

test_fires_when_off if {
	count(rule.findings) == 1 with input as engine_with({"live_restore": false})
	count(rule.findings) == 1 with input as engine_with({"live_restore": false, "swarm": {"state": "inactive"}})
}

test_silent_when_on if {
	count(rule.findings) == 0 with input as engine_with({"live_restore": true})
}

test_silent_in_a_swarm if {
	count(rule.findings) == 0 with input as engine_with({"live_restore": false, "swarm": {"state": "active"}})
}

test_silent_about_podman if {
	count(rule.findings) == 0 with input as engine_with(object.union({"live_restore": false}, {"product": "podman"}))
}

test_silent_in_the_document_of_a_container if {
	count(rule.findings) == 0 with input as {"target": {"kind": "container"}, "engine": {"live_restore": false}}
}
