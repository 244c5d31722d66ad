package rummage.correlation.cover_up_test

import data.rummage.correlation.cover_up as rule

finding(id, severity, location) := {"rule": id, "category": "anomaly", "severity": severity, "message": id, "location": location}

deleted := finding("files/login-records-deleted", "high", {"path": "/var/log/wtmp"})

key := finding("persistence/authorized-keys", "high", {"path": "/root/.ssh/authorized_keys"})

drift := finding("processes/drift", "high", {"process": 7})

found(findings) := result if {
	result := {[f.location.path, f.message] | some f in rule.findings} with input as {"findings": findings}
}

test_fires_with_persistence_and_with_drift if {
	found([key, deleted]) == {["/var/log/wtmp", "files/login-records-deleted, and persistence/authorized-keys"]}
	found([deleted, drift]) == {["/var/log/wtmp", "files/login-records-deleted, and processes/drift"]}
}

test_fires_on_each_way_to_hide if {
	every id in ["files/login-records-truncated", "files/logs-deleted", "files/log-to-null", "files/history-to-null", "files/history-deleted"] {
		count(found([finding(id, "medium", {"path": "/x"}), key])) == 1
	}
}

test_fires_once_at_the_worst if {
	findings := [finding("files/history-deleted", "medium", {"path": "/a"}), deleted, finding("files/login-records-deleted", "high", {"path": "/var/log/btmp"}), key, drift]
	found(findings) == {["/var/log/btmp", "files/login-records-deleted, and persistence/authorized-keys"]}
	evidence := {f.evidence | some f in rule.findings} with input as {"findings": findings}
	some e in evidence
	[x.place | some x in e.removed] == ["/var/log/btmp", "/var/log/wtmp", "/a"]
	[x.place | some x in e.stays] == ["/root/.ssh/authorized_keys", "process 7"]
}

test_silent_on_one_of_both if {
	found([deleted]) == set()
	found([key, drift]) == set()
}

# A key that the entrypoint brings, and a program of a package.
test_silent_on_lesser_signs if {
	found([deleted, object.union(key, {"severity": "low"})]) == set()
	found([deleted, object.union(drift, {"severity": "medium"})]) == set()
	found([object.union(deleted, {"severity": "low"}), key]) == set()
}

test_silent_on_other_findings if found([finding("files/setuid-added", "high", {"path": "/x"}), key]) == set()

test_silent_without_findings if count(rule.findings) == 0 with input as {}
