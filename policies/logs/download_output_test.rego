package rummage.logs.download_output_test

import data.rummage.logs.download_output as rule

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

hit(text) := line(3, "download_output", ["download"], text)

test_fires_on_a_bare_address if {
	every text in [
		"--2026-01-02 03:04:05--  http://192.0.2.1/kdevtmp",
		"--2026-01-02 03:04:05--  ftp://user@198.51.100.7:2121/x",
		"--2026-01-02 03:04:05--  http://[2001:db8::1]/x",
	] {
		severities([hit(text)]) == {"medium"}
	}
}

test_fires_on_a_hidden_place if {
	every text in ["Saving to: '/dev/shm/x'", "Saving to: ‘/tmp/.x’", "saving to '/var/spool/cron/root'"] {
		severities([hit(text)]) == {"medium"}
	}
}

# Entrypoints download what they need, and say so.
test_fires_low_on_other_downloads if {
	every text in [
		"  % Total    % Received % Xferd  Average Speed   Time    Time     Time  Current",
		"--2026-01-02 03:04:05--  https://example.invalid/app.jar",
		"--2026-01-02 03:04:05--  http://10.0.0.5/app.jar",
		"Saving to: '/tmp/GeoIP.tar.gz'",
		"Saving to: '/dev/null'",
	] {
		severities([hit(text)]) == {"low"}
	}
}

test_fires_worse_with_a_foreign_process if {
	worse([hit("Saving to: 'x'")]) == {"medium"}
	worse([hit("--2026-01-02 03:04:05--  http://192.0.2.1/x")]) == {"high"}
}

test_silent_on_what_is_asked_of_itself if {
	every host in ["localhost", "127.0.0.1:8080", "[::1]"] {
		severities([hit(sprintf("--2026-01-02 03:04:05--  http://%s/cron.php", [host]))]) == set()
	}
	severities([hit("curl: (7) Failed to connect to localhost port 80: Connection refused")]) == set()
	severities([hit("wget: can't connect to remote host (127.0.0.1): Connection refused")]) == set()
}

test_silent_on_other_rules if {
	count(rule.findings) == 0 with input as document([line(1, "something_else", ["other"], "a line")])
}

test_silent_without_logs if {
	count(rule.findings) == 0 with input as {"target": {"kind": "container"}}
}
