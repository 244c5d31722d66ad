package rummage.engine.userns_disabled_test

import data.rummage.engine.userns_disabled as rule

engine_with(fields) := {"target": {"kind": "engine"}, "engine": fields}

test_fires_without_them if {
	count(rule.findings) == 1 with input as engine_with({"security_options": ["name=seccomp,profile=default"]})
	count(rule.findings) == 1 with input as engine_with({})
}

test_silent_with_them if {
	count(rule.findings) == 0 with input as engine_with({"security_options": ["name=userns"]})
	count(rule.findings) == 0 with input as engine_with({"security_options": ["name=rootless"]})
}

test_silent_about_podman if {
	count(rule.findings) == 0 with input as engine_with(object.union({"security_options": []}, {"product": "podman"}))
}

test_silent_in_the_document_of_a_container if {
	count(rule.findings) == 0 with input as {"target": {"kind": "container"}, "engine": {"security_options": []}}
}
