package rummage.image.no_healthcheck_test

import data.rummage.image.no_healthcheck as rule

config(c) := {"target": {"kind": "image"}, "image": {"config": c}}

test_fires_without_one if {
	count(rule.findings) == 1 with input as config({"user": ""})
}

test_fires_when_turned_off if {
	count(rule.findings) == 1 with input as config({"healthcheck": {"test": ["NONE"]}})
}

test_silent_with_one if {
	count(rule.findings) == 0 with input as config({"healthcheck": {"test": ["CMD", "true"]}})
}

test_silent_on_containers if {
	count(rule.findings) == 0 with input as object.union(config({"user": ""}), {"target": {"kind": "container"}})
}

test_silent_without_a_configuration if {
	count(rule.findings) == 0 with input as {"target": {"kind": "image"}}
}
