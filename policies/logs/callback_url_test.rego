package rummage.logs.callback_url_test

import data.rummage.logs.callback_url as rule

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

onion := "inertinertinertinertinertinertinertinertinertinertinert.onion"

hidden(text) := line(3, "callback_hidden", ["callback", "hidden"], text)

test_fires_on_hidden_places if {
	every text in [sprintf("posting result to http://%s/gate", [onion]), "connect https://ab12.ngrok-free.app/x", "resolve c0ffee.oast.fun"] {
		severities([hidden(text)]) == {"medium"}
	}
}

test_fires_low_on_bots_and_webhooks if {
	severities([line(3, "callback_service", ["callback"], "https://api.telegram.org/bot123456789:AAinert/sendMessage")]) == {"low"}
}

test_fires_low_on_what_a_client_said if {
	severities([hidden(sprintf(`192.0.2.9 - - "GET / HTTP/1.1" 200 1 "http://%s/" "Mozilla"`, [onion]))]) == {"low"}
}

test_fires_low_where_it_is_the_purpose if {
	doc := document([hidden("your quick tunnel: https://inert-words.trycloudflare.com")])
	every extra in [
		{"config": {"entrypoint": ["cloudflared", "--no-autoupdate"]}},
		{"config": {"cmd": ["/usr/local/bin/ngrok", "http", "80"]}},
		{"target": {"image": {"name": "cloudflare/cloudflared:latest"}}},
	] {
		found := rule.findings with input as object.union(doc, extra)
		{f.severity | some f in found} == {"low"}
	}
}

test_fires_low_with_many_peers if {
	peers := [hidden(sprintf("new peer %s%s.onion:8333", [letter, "nertinertinerta"])) | some letter in ["a", "b", "c", "d", "e", "f"]]
	severities(peers) == {"low"}
}

test_fires_worse_with_a_foreign_process if worse([hidden("resolve c0ffee.oast.fun")]) == {"high"}

test_silent_on_other_rules if {
	count(rule.findings) == 0 with input as document([line(1, "something_else", ["other"], "a line")])
}

test_silent_without_logs if {
	count(rule.findings) == 0 with input as {"target": {"kind": "container"}}
}
