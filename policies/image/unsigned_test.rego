package rummage.image.unsigned_test

import data.rummage.image.unsigned as rule

test_fires_when_there_is_none if {
	count(rule.findings) == 1 with input as {"target": {"kind": "image"}, "image": {"signatures": [], "digests": ["a@sha256:b"]}}
	count(rule.findings) == 1 with input as {"target": {"kind": "image"}, "image": {"signatures": []}}
}

test_silent_when_there_is_one if {
	count(rule.findings) == 0 with input as {"target": {"kind": "image"}, "image": {"signatures": ["sha256:b"]}}
}

test_silent_when_nobody_looked if {
	count(rule.findings) == 0 with input as {"target": {"kind": "image"}, "image": {"digests": []}}
}

test_silent_on_containers if {
	count(rule.findings) == 0 with input as {"target": {"kind": "container"}, "image": {"signatures": []}}
}
