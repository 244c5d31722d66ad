package rummage.engine.new_privileges_default_test

import data.rummage.engine.new_privileges_default as rule

engine_with(settings) := {"target": {"kind": "engine"}, "engine": {"daemon": {"settings": settings}}}

test_fires_by_default if {
	count(rule.findings) == 1 with input as engine_with({"no_new_privileges": false})
}

test_silent_when_set if {
	count(rule.findings) == 0 with input as engine_with({"no_new_privileges": true})
}

test_silent_when_the_engine_says_so if {
	count(rule.findings) == 0 with input as {"target": {"kind": "engine"}, "engine": {
		"security_options": ["name=no-new-privileges"], "daemon": {"settings": {"no_new_privileges": false}},
	}}
}

test_silent_where_the_host_cannot_be_seen if {
	count(rule.findings) == 0 with input as {"target": {"kind": "engine"}, "engine": {}}
}
