package rummage.engine.image_sprawl_test

import data.rummage.engine.image_sprawl as rule

engine_with(usage) := {"target": {"kind": "engine"}, "engine": {"usage": usage}}

test_fires_on_many if {
	count(rule.findings) == 1 with input as engine_with({"images": 30, "unused_images": 20})
}

test_silent_on_few if {
	count(rule.findings) == 0 with input as engine_with({"images": 9, "unused_images": 9})
	count(rule.findings) == 0 with input as engine_with({"images": 40, "unused_images": 20})
}

test_silent_where_the_host_cannot_be_seen if {
	count(rule.findings) == 0 with input as {"target": {"kind": "engine"}, "engine": {}}
}
