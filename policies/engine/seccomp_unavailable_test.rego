package rummage.engine.seccomp_unavailable_test

import data.rummage.engine.seccomp_unavailable as rule

engine_with(fields) := {"target": {"kind": "engine"}, "engine": fields}

test_fires_without_seccomp if {
	count(rule.findings) == 1 with input as engine_with({"security_options": ["name=apparmor"]})
	count(rule.findings) == 1 with input as engine_with({})
}

test_fires_on_an_unconfined_default if {
	count(rule.findings) == 1 with input as engine_with({"security_options": ["name=seccomp,profile=unconfined"]})
}

test_silent_with_a_profile if {
	every profile in ["default", "builtin", "/etc/docker/seccomp.json"] {
		count(rule.findings) == 0 with input as engine_with({"security_options": [concat("", ["name=seccomp,profile=", profile])]})
	}
}

test_silent_about_podman if {
	count(rule.findings) == 0 with input as engine_with(object.union({"security_options": []}, {"product": "podman"}))
}

test_silent_in_the_document_of_a_container if {
	count(rule.findings) == 0 with input as {"target": {"kind": "container"}, "engine": {"security_options": []}}
}
