package rummage.logs.command_output_test

import data.rummage.logs.command_output as rule

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

early(m) := object.union(m, {"time": "2026-01-02T03:04:02Z"})

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

hit(text) := line(3, "command_output", ["command_output"], text)

accounts(text) := line(3, "account_lines", ["command_output", "accounts"], text)

test_fires_on_what_came_after_the_start if {
	every text in ["uid=33(www-data) gid=33(www-data) groups=33(www-data)", "Linux 5f1c 6.1.0-18-amd64 #1 SMP x86_64 GNU/Linux"] {
		severities([hit(text)]) == {"medium"}
	}
}

test_fires_on_the_user_of_a_web_server if severities([early(hit("uid=33(www-data) gid=33(www-data)"))]) == {"medium"}

test_fires_on_accounts_at_any_time if severities([early(accounts("root:x:0:0:root:/root:/bin/bash"))]) == {"medium"}

# Entrypoints say as whom and on what they run.
test_fires_low_at_the_start if severities([early(hit("uid=999(redis) gid=999(redis)"))]) == {"low"}

test_fires_low_on_what_a_client_said if {
	severities([hit(`192.0.2.9 - - "GET /?x=uid=0(root) gid=0(root) HTTP/1.1" 404 1`)]) == {"low"}
}

test_fires_low_without_a_time if {
	severities([object.remove(hit("uid=999(redis) gid=999(redis)"), ["time"])]) == {"low"}
}

test_fires_worse_with_a_foreign_process if worse([hit("uid=0(root) gid=0(root)")]) == {"high"}

test_silent_on_other_rules if {
	count(rule.findings) == 0 with input as document([line(1, "something_else", ["other"], "a line")])
}

test_silent_without_logs if {
	count(rule.findings) == 0 with input as {"target": {"kind": "container"}}
}
