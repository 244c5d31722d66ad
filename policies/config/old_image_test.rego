package rummage.config.old_image_test

import data.rummage.config.old_image as rule

container(created) := {"collected_at": "2026-11-24T00:00:00Z", "config": {"user": ""}, "image": {"created": created}}

test_fires_after_a_year if {
	found := rule.findings with input as container("2025-01-01T00:00:00Z")
	{f.evidence.days | some f in found} == {692}
}

test_silent_within_a_year if {
	count(rule.findings) == 0 with input as container("2026-01-01T00:00:00Z")
}

test_silent_on_reproducible_builds if {
	every created in ["1970-01-01T00:00:00Z", "1980-01-01T00:00:01Z", "0001-01-01T00:00:00Z"] {
		count(rule.findings) == 0 with input as container(created)
	}
}

test_silent_without_a_time if {
	count(rule.findings) == 0 with input as {"collected_at": "2026-11-24T00:00:00Z", "config": {"user": ""}, "image": {}}
	count(rule.findings) == 0 with input as {"collected_at": "2026-11-24T00:00:00Z", "image": {"created": "2020-01-01T00:00:00Z"}}
}
