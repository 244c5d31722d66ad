package rummage.sigma.match_test

import data.rummage.sigma.match as rule

found(match) := {[f.severity, f.message, f.location] | some f in findings} if {
	findings := rule.findings with input as {
		"sigma": [object.union({"rule": "Odd thing", "tags": ["attack.t1059.004", "attack.execution"]}, match)],
		"processes": [{"pid": 7, "command": "sh -c x"}],
	}
}

test_fires_with_the_level_of_the_rule if {
	every level, severity in {"critical": "critical", "high": "high", "medium": "medium", "low": "low", "informational": "info", "odd": "medium"} {
		found({"level": level, "path": "/a"}) == {[severity, "/a matches Odd thing", {"path": "/a"}]}
	}
	found({"path": "/a"}) == {["medium", "/a matches Odd thing", {"path": "/a"}]}
}

test_fires_on_a_process if {
	found({"level": "high", "process": 7}) == {["high", "sh -c x matches Odd thing", {"process": 7}]}
	found({"level": "high", "process": 8}) == {["high", "a process matches Odd thing", {"process": 8}]}
}

test_fires_with_the_techniques_of_the_tags if {
	some f in rule.findings with input.sigma as [{"rule": "r", "path": "/a", "tags": ["attack.t1059.004", "attack.execution"]}]
	f.evidence.attack == ["T1059.004"]
}

test_silent_without_matches if count(rule.findings) == 0 with input.sigma as []
