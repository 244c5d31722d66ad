package rummage.logs.auth_burst_then_success_test

import data.rummage.logs.auth_burst_then_success as rule

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

failed(number, from) := line(number, "auth_failure", ["auth_failure"], sprintf("sshd[%d]: Failed password for root from %s port 5%d ssh2", [number, from, number]))

accepted(number, from) := line(number, "auth_success", ["auth_success"], sprintf("sshd[99]: Accepted password for root from %s port 5999 ssh2", [from]))

burst(n, from) := [failed(i, from) | some i in numbers.range(1, n)]

test_fires_on_a_guessed_password if {
	every from in ["192.0.2.44", "2001:db8::44", "::ffff:192.0.2.44"] {
		severities(array.concat(burst(12, from), [accepted(90, from)])) == {"medium"}
	}
}

test_fires_on_other_services if {
	tries := [line(i, "auth_failure", ["auth_failure"], `{"msg":"login failed","ip":"192.0.2.44"}`) | some i in numbers.range(1, 20)]
	done := line(30, "auth_success", ["auth_success"], `{"msg":"login successful","ip":"192.0.2.44"}`)
	severities(array.concat(tries, [done])) == {"medium"}
}

test_fires_on_lines_that_were_folded if {
	folded := line(2, "auth_failure", ["auth_failure"], "message repeated 12 times: [ Failed password for root from 192.0.2.44 port 22 ssh2]")
	severities([folded, accepted(3, "192.0.2.44")]) == {"medium"}
}

test_fires_low_in_a_private_network if {
	every from in ["172.17.0.1", "10.1.2.3", "fd00::1"] {
		severities(array.concat(burst(12, from), [accepted(90, from)])) == {"low"}
	}
}

test_fires_with_what_came_before if {
	found := rule.findings with input as document(array.concat(burst(12, "192.0.2.44"), [accepted(11, "192.0.2.44"), accepted(90, "192.0.2.44")]))
	{[f.location.log, f.evidence.failures] | some f in found} == {[11, 10]}
}

test_fires_worse_with_a_foreign_process if {
	worse(array.concat(burst(12, "192.0.2.44"), [accepted(90, "192.0.2.44")])) == {"high"}
}

test_silent_on_a_mistyped_password if {
	severities(array.concat(burst(5, "192.0.2.44"), [accepted(90, "192.0.2.44")])) == set()
}

# PAM writes a line for each as well.
test_silent_on_a_mistyped_password_told_twice if {
	pam := [line(i + 40, "auth_failure", ["auth_failure"], "authentication failure; tty=ssh rhost=192.0.2.44  user=root") | some i in numbers.range(1, 6)]
	severities(array.flatten([burst(6, "192.0.2.44"), pam, [accepted(90, "192.0.2.44")]])) == set()
}

test_silent_on_failures_alone if severities(burst(40, "192.0.2.44")) == set()

test_silent_on_a_login_from_elsewhere if {
	severities(array.concat(burst(40, "192.0.2.44"), [accepted(90, "198.51.100.7")])) == set()
}

test_silent_on_a_login_before if {
	severities(array.concat([accepted(1, "192.0.2.44")], [failed(i, "192.0.2.44") | some i in numbers.range(2, 40)])) == set()
}

test_silent_on_failures_from_everywhere if {
	noise := [failed(i, sprintf("192.0.2.%d", [i])) | some i in numbers.range(1, 60)]
	severities(array.concat(noise, [accepted(90, "192.0.2.7")])) == set()
}

test_silent_without_an_address if {
	severities([line(1, "auth_failure", ["auth_failure"], "Failed password"), line(2, "auth_success", ["auth_success"], "Accepted password")]) == set()
}

test_silent_on_other_rules if {
	count(rule.findings) == 0 with input as document([line(1, "something_else", ["other"], "a line")])
}

test_silent_without_logs if {
	count(rule.findings) == 0 with input as {"target": {"kind": "container"}}
}
