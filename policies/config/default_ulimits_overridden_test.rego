package rummage.config.default_ulimits_overridden_test

import data.rummage.config.default_ulimits_overridden as rule

test_fires_on_a_limit if {
	count(rule.findings) == 1 with input.config as {"limits": {"ulimits": [{"name": "nofile", "soft": 1024, "hard": 4096}]}}
}

test_silent_without_any if {
	count(rule.findings) == 0 with input.config as {"limits": {"ulimits": []}}
}

test_silent_without_a_configuration if {
	count(rule.findings) == 0 with input as {"target": {"kind": "container"}}
}
