package rummage.files.miner_config_added_test

import data.rummage.files.miner_config_added as rule

text := `{"autosave": true, "donate-level": 1, "pools": [{"url": "pool.example.invalid:3333", "user": "inert", "pass": "x"}]}`

file(change) := object.union({"path": "/opt/x/config.json", "kind": "added", "type": "file", "mode": "644", "size": 900, "magic": "application/json", "sha256": "a"}, change)

matched(path) := [{"rule": "miner_settings", "tags": ["miner"], "path": path}]

test_fires_on_a_match if {
	every path in ["/opt/x/config.json", "/tmp/.x/c", "/var/tmp/pools.txt", "/root/.config/x.conf", "/srv/x.json.bak"] {
		found := rule.findings with input as {"changes": [file({"path": path, "magic": "text/plain"})], "matches": matched(path)}
		{[f.location.path, f.evidence.rules] | some f in found} == {[path, {"miner_settings"}]}
	}
	found := rule.findings with input as {"changes": [file({"path": "/tmp/x.dat"})], "matches": matched("/tmp/x.dat")}
	count(found) == 1
}

test_fires_on_a_text if {
	found := rule.findings with input.changes as [file({"path": "/root/xmrig/config.json", "text": text})]
	{f.evidence.pools | some f in found} == {["pool.example.invalid:3333"]}
	count(rule.findings) == 1 with input.changes as [file({"path": "/root/.xmrig.json", "text": text})]
}

test_fires_once_on_both if {
	found := rule.findings with input as {"changes": [file({"text": text})], "matches": matched("/opt/x/config.json")}
	count(found) == 1
}

test_fires_on_a_package_too if {
	found := rule.findings with input as {"changes": [file({"package": "xmrig"}), {"path": "/lib/apk/db/installed", "kind": "modified"}], "matches": matched("/opt/x/config.json")}
	count(found) == 1
}

test_silent_on_documentation if {
	every path in [
		"/usr/share/doc/xmrig/config.json", "/srv/README.md", "/opt/x/docs/config.json", "/srv/examples/config.json", "/srv/pool.html",
		"/usr/share/man/man1/xmrig.1", "/opt/x/INSTALL.txt", "/srv/tests/config.json",
	] {
		found := rule.findings with input as {"changes": [file({"path": path, "text": text})], "matches": matched(path)}
		count(found) == 0
	}
}

test_silent_on_other_settings if {
	every word in [`"pools"`, `"user"`, `"donate-level"`] {
		count(rule.findings) == 0 with input.changes as [file({"text": replace(text, word, `"x"`)})]
	}
	count(rule.findings) == 0 with input.changes as [file({})]
}

# A miner itself, and a script that installs one, are told by other rules.
test_silent_on_programs_and_scripts if {
	every c in [{"path": "/tmp/x", "magic": "application/x-executable"}, {"path": "/tmp/x", "magic": "text/plain", "interpreter": "/bin/sh"}, {"path": "/tmp/x.py", "magic": "text/plain"}] {
		found := rule.findings with input as {"changes": [file(c)], "matches": matched(c.path)}
		count(found) == 0
	}
}

test_fires_on_json_that_another_rule_knows if {
	every c in [{}, {"path": "/opt/x/pools.json", "magic": "text/plain"}] {
		found := rule.findings with input as {"changes": [file(c)], "matches": [{"rule": "xmr", "tags": ["miner"], "path": object.get(c, "path", "/opt/x/config.json")}]}
		count(found) == 1
	}
}

# A job or service that starts a miner is told by the rule that matched.
test_silent_on_what_starts_a_miner if {
	every path in ["/etc/cron.d/x", "/etc/systemd/system/x.service", "/opt/start"] {
		found := rule.findings with input as {"changes": [file({"path": path, "magic": "text/plain"})], "matches": [{"rule": "miner_start", "tags": ["miner"], "path": path}]}
		count(found) == 0
	}
}

test_silent_on_other_tags if {
	found := rule.findings with input as {"changes": [file({})], "matches": [{"rule": "x", "tags": ["stealer"], "path": "/opt/x/config.json"}]}
	count(found) == 0
}

test_silent_when_the_image_has_it if {
	found := rule.findings with input as {"changes": [file({"kind": "modified", "was": {"sha256": "a"}})], "matches": matched("/opt/x/config.json")}
	count(found) == 0
}
