package rummage.logs.miner_output_test

import data.rummage.logs.miner_output as rule

# document is a container that was started at 03:04, with these lines in its log.
document(lines) := {
	"target": {"kind": "container"},
	"config": {"started": "2026-01-02T03:04:00Z", "state": {"status": "running"}},
	"logs": {"lines": 100, "matches": lines},
}

line(number, name, tags, text) := {
	"rule": name, "namespace": "builtin", "tags": tags, "meta": {}, "line": number, "count": 1,
	"time": "2026-01-02T04:00:00Z", "stream": "stdout", "text": text,
}

# corroborated is a document with a process that the image does not have.
corroborated(doc) := object.union(doc, {
	"processes": [{"pid": 9, "ppid": 1, "exe": "/tmp/x", "exe_state": "added", "command": "/tmp/x", "args": ["/tmp/x"]}],
	"changes": [{"path": "/tmp/x", "kind": "added", "type": "file", "mode": "755", "sha256": "aa"}],
})

severities(lines) := found if {
	found := {f.severity | some f in rule.findings} with input as document(lines)
}

worse(lines) := found if {
	found := {f.severity | some f in rule.findings} with input as corroborated(document(lines))
}

hit(number) := object.union(line(number, "miner_output", ["miner"], "accepted (1/0) diff 1000"), {"count": 4})

test_fires_once_for_a_rule if {
	found := rule.findings with input as document([hit(9), hit(12)])
	{[f.location.log, f.severity] | some f in found} == {[9, "medium"]}
	{f.message | some f in found} == {"the log has 4 lines of a miner (miner_output)"}
}

test_fires_worse_with_a_foreign_process if worse([hit(9)]) == {"high"}

test_fires_worse_with_content_that_a_rule_knows if {
	doc := object.union(document([hit(9)]), {
		"matches": [{"rule": "miner_program", "path": "/opt/x", "meta": {"severity": "high"}, "tags": []}],
		"changes": [{"path": "/opt/x", "kind": "added", "type": "file", "sha256": "aa"}],
	})
	found := rule.findings with input as doc
	{f.severity | some f in found} == {"high"}
}

test_fires_not_worse_with_content_of_the_image if {
	doc := object.union(document([hit(9)]), {
		"matches": [{"rule": "miner_program", "path": "/opt/x", "meta": {"severity": "high"}, "tags": []}],
		"changes": [{"path": "/opt/x", "kind": "modified", "type": "file", "sha256": "aa", "was": {"sha256": "aa"}}],
	})
	found := rule.findings with input as doc
	{f.severity | some f in found} == {"medium"}
}

test_silent_on_other_rules if {
	count(rule.findings) == 0 with input as document([line(1, "something_else", ["other"], "a line")])
}

test_silent_without_logs if {
	count(rule.findings) == 0 with input as {"target": {"kind": "container"}}
}
