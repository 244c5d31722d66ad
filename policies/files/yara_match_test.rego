package rummage.files.yara_match_test

import data.rummage.files.yara_match as rule

match(meta) := {"rule": "r", "namespace": "n", "tags": [], "meta": meta, "path": "/opt/x", "sha256": "a", "strings": []}

severities(match, document) := found if {
	found := {f.severity | some f in rule.findings} with input as object.union({"matches": [match]}, document)
}

test_fires_with_the_severity_of_the_meta if {
	severities(match({"severity": "low"}), {}) == {"low"}
	severities(match({"severity": "HIGH"}), {}) == {"high"}
	severities(match({"severity": 80}), {}) == {"high"}
	severities(match({"score": 60}), {}) == {"medium"}
	severities(match({"score": "20"}), {}) == {"info"}
	severities(match({"threat_level": 5}), {}) == {"medium"}
	severities(match({}), {}) == {"medium"}
	severities(match({"severity": ["odd"]}), {}) == {"medium"}
}

test_fires_at_most_high if severities(match({"severity": "critical"}), {}) == {"high"}

test_fires_critical_when_it_runs if {
	severities(match({}), {"processes": [{"exe": "/opt/x", "args": ["x"]}]}) == {"critical"}
	severities(match({}), {"processes": [{"exe": "/usr/bin/python3", "args": ["python3", "/opt/x"]}]}) == {"critical"}
	severities(match({}), {"processes": [{"exe": "/usr/bin/java", "args": ["java", "-Xmx1g", "-jar", "/opt/x"]}]}) == {"critical"}
	severities(match({"severity": "low"}), {"processes": [{"exe": "/opt/x", "args": []}]}) == {"low"}
}

test_fires_info_on_the_images_content if {
	severities(match({}), {"changes": [{"path": "/opt/x", "kind": "modified", "sha256": "a", "was": {"sha256": "a"}}]}) == {"info"}
}

test_fires_no_worse_when_it_is_only_shown if {
	severities(match({}), {"processes": [{"exe": "/usr/bin/tail", "args": ["tail", "-f", "/opt/x"]}]}) == {"medium"}
	severities(match({}), {"processes": [{"exe": "/opt/y", "args": ["y", "/opt/x"]}]}) == {"medium"}
}

test_fires_info_on_an_installed_package if {
	severities(match({"severity": "high"}), {"changes": [
		{"path": "/opt/x", "kind": "added", "sha256": "a", "package": "x"},
		{"path": "/lib/apk/db/installed", "kind": "modified"},
	]}) == {"info"}
}

test_fires_with_what_the_rule_says if {
	found := rule.findings with input.matches as [match({"description": "Odd", "attack": "T1059.004, T1105"})]
	{[f.message, f.evidence.attack] | some f in found} == {["/opt/x matches r: Odd", ["T1059.004", "T1105"]]}
}

test_silent_without_matches if {
	count(rule.findings) == 0 with input.matches as []
}

test_silent_on_an_images_files if severities(match({}), {"target": {"kind": "image"}}) == set()
