package rummage.engine.content_trust_off_test

import data.rummage.engine.content_trust_off as rule

engine_with(fields) := {"target": {"kind": "engine"}, "engine": fields}

test_fires_when_off if {
	count(rule.findings) == 1 with input as engine_with({"content_trust": false})
}

test_silent_when_on if {
	count(rule.findings) == 0 with input as engine_with({"content_trust": true})
}

test_silent_where_the_host_cannot_be_seen if {
	count(rule.findings) == 0 with input as {"target": {"kind": "engine"}, "engine": {}}
}
