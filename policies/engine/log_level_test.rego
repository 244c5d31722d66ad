package rummage.engine.log_level_test

import data.rummage.engine.log_level as rule

engine_with(fields) := {"target": {"kind": "engine"}, "engine": fields}

test_fires_on_other_levels if {
	every level in ["debug", "warn", "error", "fatal"] {
		count(rule.findings) == 1 with input as engine_with({"daemon": {"settings": {"log_level": level}}})
	}
}

test_fires_on_debug_of_an_engine_elsewhere if {
	count(rule.findings) == 1 with input as engine_with({"debug": true})
}

test_silent_on_info if {
	count(rule.findings) == 0 with input as engine_with({"daemon": {"settings": {"log_level": "info"}}})
	count(rule.findings) == 0 with input as engine_with({})
}
