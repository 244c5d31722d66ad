package rummage.engine.no_default_ulimits_test

import data.rummage.engine.no_default_ulimits as rule

engine_with(settings) := {"target": {"kind": "engine"}, "engine": {"daemon": {"settings": settings}}}

test_fires_when_set_so if {
	count(rule.findings) == 1 with input as engine_with({"default_ulimits": []})
}

test_silent_when_set_otherwise if {
	count(rule.findings) == 0 with input as engine_with({"default_ulimits": [{"name": "nofile", "soft": 1024, "hard": 4096}]})
}

test_silent_where_the_host_cannot_be_seen if {
	count(rule.findings) == 0 with input as {"target": {"kind": "engine"}, "engine": {}}
}
