package rummage.config.seccomp_unconfined_test

import data.rummage.config.seccomp_unconfined as rule

test_fires_when_unconfined if {
	count(rule.findings) == 1 with input.config as {"security": {"seccomp": "unconfined"}}
}

test_silent_on_the_default if {
	count(rule.findings) == 0 with input.config as {"security": {"seccomp": "default"}}
}

test_silent_on_a_profile if {
	count(rule.findings) == 0 with input.config as {"security": {"seccomp": "{}"}}
}

test_silent_when_privileged if {
	count(rule.findings) == 0 with input.config as {"privileged": true, "security": {"seccomp": "unconfined"}}
}

test_silent_without_a_configuration if {
	count(rule.findings) == 0 with input as {"target": {"kind": "container"}}
}
