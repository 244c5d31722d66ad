package rummage.engine.userland_proxy_test

import data.rummage.engine.userland_proxy as rule

engine_with(settings) := {"target": {"kind": "engine"}, "engine": {"daemon": {"settings": settings}}}

test_fires_when_set_so if {
	count(rule.findings) == 1 with input as engine_with({"userland_proxy": true})
}

test_silent_when_set_otherwise if {
	count(rule.findings) == 0 with input as engine_with({"userland_proxy": false})
}

test_silent_where_the_host_cannot_be_seen if {
	count(rule.findings) == 0 with input as {"target": {"kind": "engine"}, "engine": {}}
}
