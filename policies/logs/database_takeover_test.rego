package rummage.logs.database_takeover_test

import data.rummage.logs.database_takeover as rule

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

hit(text) := line(3, "database_takeover", ["database"], text)

test_fires_on_commands_that_take_over if {
	every text in [
		"REPLICAOF 192.0.2.1:6379 enabled (user request from 'id=3 addr=127.0.0.1:1 name= cmd=replicaof')",
		"SLAVE OF 198.51.100.9:60001 enabled (user request from 'id=3')",
		`"CONFIG" "SET" "dir" "/var/spool/cron"`,
		"Module 'system' loaded from /tmp/exp.so",
		"statement: copy (select 1) to program 'cat >/dev/null'",
		"statement: COPY c FROM PROGRAM 'id';",
		"statement: COPY c TO PROGRAM 'gzip; id'",
	] {
		severities([hit(text)]) == {"medium"}
	}
}

test_fires_low_on_what_administrators_do if {
	every text in [
		"REPLICAOF 10.0.0.5:6379 enabled (user request from 'id=3 addr=10.0.0.9:1 name= cmd=replicaof')",
		"REPLICAOF redis-0:6379 enabled (user request from 'id=3')",
		"statement: COPY orders TO PROGRAM 'gzip -9 >/backup/orders.gz'",
		"# Possible SECURITY ATTACK detected. It looks like somebody is sending POST or Host: commands to Redis.",
		`192.0.2.9 - - "GET /?q=config+set+dir HTTP/1.1" 404 1`,
	] {
		severities([hit(text)]) == {"low"}
	}
}

test_fires_worse_with_a_foreign_process if worse([hit("COPY c FROM PROGRAM 'id'")]) == {"high"}

test_silent_on_a_sentinel if {
	severities([hit("REPLICAOF 192.0.2.1:6379 enabled (user request from 'id=3 addr=192.0.2.7:1 name=sentinel-5d3e41f0-cmd age=9')")]) == set()
}

test_silent_on_a_master_that_follows_nobody if {
	severities([hit(`"slaveof" "no" "one"`), hit("REPLICAOF NO ONE")]) == set()
}

test_silent_on_other_rules if {
	count(rule.findings) == 0 with input as document([line(1, "something_else", ["other"], "a line")])
}

test_silent_without_logs if {
	count(rule.findings) == 0 with input as {"target": {"kind": "container"}}
}
