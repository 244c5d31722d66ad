package rummage.logs.ransom_text_test

import data.rummage.logs.ransom_text as rule

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

hit(text) := line(3, "ransom_text", ["ransom"], text)

test_fires_on_a_note if {
	severities([hit("All your files have been encrypted. Send 0.05 BTC to inert-wallet.")]) == {"medium"}
}

test_fires_low_on_what_a_client_asked_for if {
	severities([hit(`192.0.2.9 - - "GET /RECOVER_YOUR_DATA HTTP/1.1" 404 1`)]) == {"low"}
}

test_fires_worse_with_a_foreign_process if worse([hit("CREATE TABLE READ_ME_TO_RECOVER_YOUR_DATA")]) == {"high"}

test_silent_on_other_rules if {
	count(rule.findings) == 0 with input as document([line(1, "something_else", ["other"], "a line")])
}

test_silent_without_logs if {
	count(rule.findings) == 0 with input as {"target": {"kind": "container"}}
}
