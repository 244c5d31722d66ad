package rummage.engine.experimental_test

import data.rummage.engine.experimental as rule

engine_with(fields) := {"target": {"kind": "engine"}, "engine": fields}

test_fires_when_on if {
	count(rule.findings) == 1 with input as engine_with({"experimental": true})
}

test_silent_when_off if {
	count(rule.findings) == 0 with input as engine_with({"experimental": false})
	count(rule.findings) == 0 with input as engine_with({})
}

test_silent_about_podman if {
	count(rule.findings) == 0 with input as engine_with(object.union({"experimental": true}, {"product": "podman"}))
}

test_silent_in_the_document_of_a_container if {
	count(rule.findings) == 0 with input as {"target": {"kind": "container"}, "engine": {"experimental": true}}
}
