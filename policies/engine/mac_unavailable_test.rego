package rummage.engine.mac_unavailable_test

import data.rummage.engine.mac_unavailable as rule

engine_with(fields) := {"target": {"kind": "engine"}, "engine": fields}

test_fires_without_either if {
	count(rule.findings) == 1 with input as engine_with({"security_options": ["name=seccomp,profile=default"]})
	count(rule.findings) == 1 with input as engine_with({})
}

test_silent_with_one if {
	count(rule.findings) == 0 with input as engine_with({"security_options": ["name=apparmor"]})
	count(rule.findings) == 0 with input as engine_with({"security_options": ["name=selinux"]})
}

test_silent_about_podman if {
	count(rule.findings) == 0 with input as engine_with(object.union({"security_options": []}, {"product": "podman"}))
}

test_silent_in_the_document_of_a_container if {
	count(rule.findings) == 0 with input as {"target": {"kind": "container"}, "engine": {"security_options": []}}
}
