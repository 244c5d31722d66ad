package rummage.config.paths_unmasked_test

import data.rummage.config.paths_unmasked as rule

test_fires_when_nothing_is_masked if {
	count(rule.findings) == 1 with input.config as {"security": {"masked_paths": [], "read_only_paths": []}}
}

test_silent_when_masked if {
	count(rule.findings) == 0 with input.config as {"security": {"masked_paths": ["/proc/kcore"], "read_only_paths": ["/proc/sys"]}}
}

test_silent_when_the_engine_does_not_tell if {
	count(rule.findings) == 0 with input.config as {"security": {}}
}

test_silent_when_privileged if {
	count(rule.findings) == 0 with input.config as {"privileged": true, "security": {"masked_paths": [], "read_only_paths": []}}
}

test_silent_without_a_configuration if {
	count(rule.findings) == 0 with input as {"target": {"kind": "container"}}
}
