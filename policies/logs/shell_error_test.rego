package rummage.logs.shell_error_test

import data.rummage.logs.shell_error as rule

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

hit(text) := line(3, "shell_error", ["shell_error"], text)

test_fires_on_tools_of_intruders if {
	every text in ["bash: line 1: nmap: command not found", "sh: 1: whoami: not found", "/bin/sh: socat: not found"] {
		severities([hit(text)]) == {"medium"}
		severities([early(hit(text))]) == {"medium"}
	}
}

test_fires_on_fetchers_after_the_start if {
	severities([hit("sh: 1: curl: not found")]) == {"medium"}
	severities([early(hit("sh: 1: curl: not found"))]) == {"low"}
}

test_fires_on_temporary_places if severities([early(hit("sh: 1: /tmp/x: Permission denied"))]) == {"medium"}

test_fires_on_malformed_commands if {
	severities([hit("sh: -c: line 1: syntax error near unexpected token `)'")]) == {"medium"}
	severities([early(hit("sh: 1: Syntax error: Unterminated quoted string"))]) == {"low"}
}

test_fires_on_one_after_another if {
	severities([hit(sprintf("sh: 1: %s: not found", [name])) | some name in ["ipp", "sl", "lsblk"]]) == {"medium"}
}

# A service misses a program that it can do without.
test_fires_low_on_a_missing_program if {
	every text in ["sh: 1: /usr/sbin/sendmail: not found", "sh: 1: ffmpeg: not found", "sh: 1: wgett: not found", "zsh: foo"] {
		severities([hit(text)]) == {"low"}
	}
}

test_fires_worse_with_a_foreign_process if {
	worse([hit("sh: 1: ffmpeg: not found")]) == {"medium"}
	worse([hit("bash: nmap: command not found")]) == {"high"}
}

test_silent_on_other_rules if {
	count(rule.findings) == 0 with input as document([line(1, "something_else", ["other"], "a line")])
}

test_silent_without_logs if {
	count(rule.findings) == 0 with input as {"target": {"kind": "container"}}
}
