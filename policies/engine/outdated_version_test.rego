package rummage.engine.outdated_version_test

import data.rummage.engine.outdated_version as rule

engine_of(version, built) := {"target": {"kind": "engine"}, "collected_at": "2026-11-24T00:00:00Z", "engine": {"version": version, "built": built}}

test_fires_on_old_builds if {
	found := rule.findings with input as engine_of("27.0.3", "2024-06-28T00:00:00Z")
	{f.message | some f in found} == {"the engine 27.0.3 was built 879 days ago"}
	{f.severity | some f in found} == {"medium"}
}

test_fires_on_ended_series if {
	every version in ["20.10.24", "19.03.15", "18.09.0", "18.06.1-ce", "1.13.1"] {
		{f.severity | some f in rule.findings} == {"medium"} with input as engine_of(version, "2026-01-01T00:00:00Z")
	}
	count(rule.findings) == 1 with input as {"target": {"kind": "engine"}, "collected_at": "2026-11-24T00:00:00Z", "engine": {"version": "20.10.24"}}
}

test_fires_with_less_on_fresh_builds_of_distributions if {
	every version in ["20.10.24+dfsg1", "20.10.21-0ubuntu1~20.04.6"] {
		{f.severity | some f in rule.findings} == {"low"} with input as engine_of(version, "2026-05-07T00:00:00Z")
	}
}

test_fires_in_full_on_old_builds_of_distributions if {
	found := rule.findings with input as engine_of("20.10.5+dfsg1", "2022-03-01T00:00:00Z")
	{f.severity | some f in found} == {"medium"}
	count(found) == 1
}

test_silent_on_maintained_ones if {
	every version in ["28.5.2", "29.0.0", "23.0.1"] {
		count(rule.findings) == 0 with input as engine_of(version, "2025-11-01T00:00:00Z")
	}
}

test_silent_on_reproducible_builds if {
	count(rule.findings) == 0 with input as engine_of("28.5.2", "1970-01-01T00:00:00Z")
	count(rule.findings) == 0 with input as engine_of("28.5.2", "1980-01-01T00:00:00Z")
}

test_silent_about_versions_that_it_cannot_read if {
	count(rule.findings) == 0 with input as engine_of("master-dev", "2026-11-01T00:00:00Z")
}

test_silent_about_podman if {
	count(rule.findings) == 0 with input as {"target": {"kind": "engine"}, "collected_at": "2026-11-24T00:00:00Z", "engine": {"product": "podman", "version": "4.3.1"}}
}
