package rummage.image.yara_match_test

import data.rummage.image.yara_match as rule

file(change) := object.union({"path": "/opt/x", "kind": "added", "type": "file", "mode": "755", "layer": "one"}, change)

match(change) := object.union({"rule": "r", "namespace": "n", "tags": [], "meta": {"severity": "high"}, "path": "/opt/x", "layer": "one", "sha256": "a", "strings": []}, change)

severities(f, m) := found if {
	found := {f.severity | some f in rule.findings} with input as {"target": {"kind": "image"}, "files": [f], "matches": [m]}
}

test_fires_with_the_severity_of_the_meta if {
	severities(file({}), match({})) == {"high"}
	severities(file({}), match({"meta": {"severity": "low"}})) == {"low"}
	severities(file({}), match({"meta": {"severity": "odd"}})) == {"medium"}
	severities(file({}), object.remove(match({}), {"layer"})) == {"high"}
}

test_fires_info_on_packages_and_documentation if {
	severities(file({"package": "x"}), match({})) == {"info"}
	severities(file({"path": "/usr/share/doc/x"}), match({"path": "/usr/share/doc/x"})) == {"info"}
	severities(file({"path": "/opt/readme.md"}), match({"path": "/opt/readme.md", "tags": ["miner"]})) == {"info"}
}

test_fires_low_where_no_container_sees_it if {
	severities(file({"deleted_in": "two"}), match({})) == {"low"}
	severities(file({"layer": "two"}), match({})) == {"low"}
	severities(file({"deleted_in": "two", "package": "x"}), match({"tags": ["webshell"]})) == {"low"}
}

test_silent_on_what_other_rules_tell if {
	severities(file({}), match({"tags": ["webshell"]})) == set()
	severities(file({}), match({"tags": ["miner"]})) == set()
}

test_silent_without_matches if {
	count(rule.findings) == 0 with input as {"target": {"kind": "image"}, "files": [file({})], "matches": []}
}

test_silent_on_containers if {
	count(rule.findings) == 0 with input as {"target": {"kind": "container"}, "matches": [match({})]}
}
