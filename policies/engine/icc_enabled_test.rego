package rummage.engine.icc_enabled_test

import data.rummage.engine.icc_enabled as rule

engine_with(options) := {"target": {"kind": "engine"}, "engine": {"networks": [{"name": "bridge", "driver": "bridge", "options": options}]}}

test_fires_on_the_default_bridge if {
	count(rule.findings) == 1 with input as engine_with({
		"com.docker.network.bridge.default_bridge": "true", "com.docker.network.bridge.enable_icc": "true",
	})
}

test_silent_when_turned_off if {
	count(rule.findings) == 0 with input as engine_with({
		"com.docker.network.bridge.default_bridge": "true", "com.docker.network.bridge.enable_icc": "false",
	})
}

test_silent_about_other_networks if {
	count(rule.findings) == 0 with input as engine_with({"com.docker.network.bridge.enable_icc": "true"})
}

test_silent_without_networks if {
	count(rule.findings) == 0 with input as {"target": {"kind": "engine"}, "engine": {}}
}
