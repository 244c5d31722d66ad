package rummage.engine.runs_as_root_test

import data.rummage.engine.runs_as_root as rule

engine_with(fields) := {"target": {"kind": "engine"}, "engine": fields}

test_fires_on_root if {
	count(rule.findings) == 1 with input as engine_with({"security_options": ["name=seccomp,profile=default", "name=userns"]})
}

test_silent_when_rootless if {
	count(rule.findings) == 0 with input as engine_with({"security_options": ["name=rootless"]})
}

test_silent_about_podman if {
	count(rule.findings) == 0 with input as engine_with(object.union({"security_options": []}, {"product": "podman"}))
}

test_silent_in_the_document_of_a_container if {
	count(rule.findings) == 0 with input as {"target": {"kind": "container"}, "engine": {"security_options": []}}
}
