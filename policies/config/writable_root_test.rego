package rummage.config.writable_root_test

import data.rummage.config.writable_root as rule

test_fires_on_the_default if {
	count(rule.findings) == 1 with input.config as {"security": {"read_only_root": false}}
}

test_silent_when_read_only if {
	count(rule.findings) == 0 with input.config as {"security": {"read_only_root": true}}
}

test_silent_without_a_configuration if {
	count(rule.findings) == 0 with input as {"target": {"kind": "container"}}
}
