package rummage.correlation.several_areas_test

import data.rummage.correlation.several_areas as rule

finding(id, severity) := {"rule": id, "category": "anomaly", "severity": severity, "message": id, "location": {"path": concat("/", ["/x", id])}}

count_of(findings) := n if {
	n := count(rule.findings) with input as {"findings": findings}
}

test_fires_on_two_areas if {
	every pair in [["files/logs-deleted", "processes/drift"], ["persistence/cron-added", "logs/miner-output"], ["config/download-entrypoint", "network/raw-socket"]] {
		count_of([finding(pair[0], "medium"), finding(pair[1], "high")]) == 1
	}
}

test_fires_once_and_says_where if {
	findings := rule.findings with input as {"findings": [
		finding("files/logs-deleted", "medium"), finding("files/preload-added", "critical"), finding("processes/drift", "high"), finding("network/raw-socket", "high"),
	]}
	count(findings) == 1
	some f in findings
	f.location == {"config": "target.name"}
	f.message == "there are traces of somebody in 3 areas: files, network, processes"
	[x.rule | some x in f.evidence.areas.files] == ["files/preload-added", "files/logs-deleted"]
}

test_silent_on_one_area if count_of([finding("files/yara-match", "high"), finding("files/executable-in-temp", "high"), finding("files/setuid-added", "high")]) == 0

# What is started is downloaded, and does so.
test_silent_on_a_command_that_was_seen_twice if {
	count_of([finding("config/download-entrypoint", "high"), finding("processes/download-and-run", "medium")]) == 0
}

test_silent_on_one_place if {
	count_of([object.union(finding(id, "high"), {"location": {"path": "/usr/sbin/nginx"}}) | some id in ["files/system-binary-modified", "persistence/entrypoint-modified"]]) == 0
}

test_silent_on_hints if count_of([finding("files/root-home-added", "low"), finding("processes/exec-session", "info"), finding("processes/drift", "high")]) == 0

test_silent_on_misconfiguration if {
	count_of([finding("processes/drift", "high"), object.union(finding("config/privileged", "high"), {"category": "misconfiguration"})]) == 0
}

# What correlation makes of one area is no area of its own.
test_silent_on_correlation if count_of([finding("processes/drift", "high"), finding("correlation/drift-with-network", "high")]) == 0

test_silent_without_findings if {
	count_of([]) == 0
	count(rule.findings) == 0 with input as {}
}
