package rummage.verdict_test

import data.rummage.verdict.verdict

seen := [{"collector": "changes", "status": "ok"}, {"collector": "processes", "status": "ok"}]

finding(rule, category, severity) := {"rule": rule, "category": category, "severity": severity}

judged(findings, coverage) := word if {
	word := verdict with input as {"findings": findings, "coverage": coverage}
}

test_clean_without_findings if judged([], seen) == "clean"

test_clean_with_low_findings if {
	judged([finding("config/root-user", "misconfiguration", "low"), finding("files/root-home-added", "anomaly", "low")], seen) == "clean"
}

test_misconfigured if judged([finding("config/privileged", "misconfiguration", "high")], seen) == "misconfigured"

test_critical_misconfiguration_is_no_compromise if {
	judged([finding("config/host-root-mounted", "misconfiguration", "critical")], seen) == "misconfigured"
}

test_suspicious_from_medium if judged([finding("persistence/cron-added", "anomaly", "medium")], seen) == "suspicious"

test_suspicious_with_high_findings_of_one_area if {
	judged([finding("files/logs-deleted", "anomaly", "high"), finding("files/setuid-added", "anomaly", "high")], seen) == "suspicious"
}

test_compromised_by_a_critical_anomaly if judged([finding("files/preload-added", "anomaly", "critical")], seen) == "compromised"

test_compromised_by_high_findings_of_two_areas if {
	judged([finding("files/logs-deleted", "anomaly", "high"), finding("processes/drift", "anomaly", "high")], seen) == "compromised"
}

test_compromised_by_a_correlation if {
	judged([finding("files/setuid-added", "anomaly", "medium"), finding("processes/drift", "anomaly", "medium"), finding("correlation/several-areas", "anomaly", "critical")], seen) == "compromised"
	judged([finding("config/privileged", "misconfiguration", "high"), finding("correlation/escape-prepared", "anomaly", "critical")], seen) == "compromised"
}

test_suspicious_with_one_change_that_two_rules_tell_of if {
	judged(
		[
		object.union(finding(id, "anomaly", "high"), {"location": {"path": "/usr/sbin/nginx"}}) |
			some id in ["files/system-binary-modified", "persistence/entrypoint-modified"]
		],
		seen,
	) == "suspicious"
}

test_suspicious_with_a_correlation_of_one_area if {
	judged([finding("processes/drift", "anomaly", "high"), finding("correlation/drift-with-network", "anomaly", "high")], seen) == "suspicious"
}

test_compromised_though_something_failed if {
	judged([finding("files/preload-added", "anomaly", "critical")], [{"collector": "processes", "status": "failed"}]) == "compromised"
}

test_unknown_when_a_collector_failed if {
	judged([], array.concat(seen, [{"collector": "logs", "status": "failed"}])) == "unknown"
}

test_unknown_when_a_part_failed if {
	judged([], array.concat(seen, [{"collector": "files", "status": "partial", "cause": "failure"}])) == "unknown"
}

test_unknown_rather_than_misconfigured if {
	judged([finding("config/privileged", "misconfiguration", "high")], [{"collector": "changes", "status": "failed"}]) == "unknown"
}

test_unknown_when_nobody_looked if judged([], []) == "unknown"

test_clean_when_a_bound_cut_something if {
	judged([], array.concat(seen, [{"collector": "logs", "status": "partial", "cause": "limit"}])) == "clean"
}

test_clean_when_a_volume_could_not_be_seen if {
	judged([], array.concat(seen, [{"collector": "changes", "status": "skipped", "reason": "/data is a volume"}])) == "clean"
}

judged_engine(findings, coverage) := word if {
	word := verdict with input as {"kind": "engine", "findings": findings, "coverage": coverage}
}

test_engine_clean_without_a_file_system if judged_engine([], [{"collector": "engine", "status": "ok"}]) == "clean"

test_engine_misconfigured if {
	judged_engine([finding("engine/tcp-without-tls", "misconfiguration", "critical")], [{"collector": "engine", "status": "ok"}]) == "misconfigured"
}

test_engine_clean_where_its_host_cannot_be_seen if {
	judged_engine([], [{"collector": "engine", "status": "ok"}, {"collector": "host", "status": "skipped"}]) == "clean"
}

test_engine_unknown_when_it_did_not_answer if {
	judged_engine([], [{"collector": "engine", "status": "failed"}]) == "unknown"
	judged_engine([], []) == "unknown"
}

test_container_unknown_though_the_engine_answered if {
	verdict == "unknown" with input as {"kind": "container", "findings": [], "coverage": [{"collector": "engine", "status": "ok"}]}
}

test_clean_with_what_sigma_found if judged([finding("sigma/match", "anomaly", "critical")], seen) == "clean"
