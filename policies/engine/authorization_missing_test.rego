package rummage.engine.authorization_missing_test

import data.rummage.engine.authorization_missing as rule

engine_with(fields) := {"target": {"kind": "engine"}, "engine": fields}

test_fires_without_plugins if {
	count(rule.findings) == 1 with input as engine_with({})
	count(rule.findings) == 1 with input as engine_with({"authorization_plugins": []})
}

test_silent_with_one if {
	count(rule.findings) == 0 with input as engine_with({"authorization_plugins": ["opa-docker-authz"]})
}

test_silent_about_podman if {
	count(rule.findings) == 0 with input as engine_with(object.union({"version": "28.0.0"}, {"product": "podman"}))
}

test_silent_in_the_document_of_a_container if {
	count(rule.findings) == 0 with input as {"target": {"kind": "container"}, "engine": {"version": "28.0.0"}}
}
