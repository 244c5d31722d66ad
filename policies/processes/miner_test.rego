package rummage.processes.miner_test

import data.rummage.processes.miner as rule

process(args, change) := object.union(
	{
		"pid": 7, "exe": "/opt/svc", "exe_state": "added", "name": "svc",
		"command": concat(" ", args), "args": args,
	},
	change,
)

found(args, change) := n if {
	n := count(rule.findings) with input.processes as [process(args, change)]
}

image := {"exe_state": "image", "exe": "/usr/bin/svc"}

wallet := concat("", array.concat(["4A"], [c | some i in numbers.range(1, 31); c := ["1bC", "2dE", "3fG"][i % 3]]))

test_fires_on_a_name_with_drift if {
	found(["/opt/xmrig"], {"exe": "/opt/xmrig"}) == 1
	found(["/opt/xmrig-6.21.0"], {"exe": "/opt/xmrig-6.21.0"}) == 1
	found(["x"], {"exe": "/var/lib/kdevtmpfsi", "exe_state": "deleted"}) == 1
	found(["xmrig"], {}) == 1
	found(["x"], {"name": "minerd"}) == 1
	found(["x"], {"exe": "/memfd:x", "exe_state": "memfd", "name": "kinsing"}) == 1
}

test_fires_on_options_with_drift if {
	every args in [
		["svc", "--donate-level", "1"], ["svc", "--coin=monero"], ["svc", "--coin", "xmr"], ["svc", "--randomx-1gb-pages"], ["svc", "-a", "rx/0"],
		["svc", "--algo=cn/r"], ["svc", "-u", wallet], ["svc", wallet], ["svc", "--cpu-max-threads-hint=50"],
		["svc", "-w", "0x1234567890abcdef1234567890abcdef12345678.rig"],
	] {
		found(args, {}) == 1
	}
}

test_fires_on_a_pool if {
	found(["svc", "--wallet", "0x1234567890abcdef1234567890abcdef12345678", "--server", "pool.example.invalid:4444"], image) == 1
	found(["svc", "-o", "198.51.100.7:3333", "-u", wallet], image) == 1
	found(["svc", "--url=stratum+tcp://pool.example.invalid:3333", "--donate-level=1"], image) == 1
	found(["/usr/bin/xmrig", "-o", "xmr-eu1.nanopool.org:14444"], {"exe": "/usr/bin/xmrig", "exe_state": "image"}) == 1
}

test_fires_on_a_connection_to_a_pool if {
	connected := rule.findings with input as {
		"processes": [process(["/usr/bin/xmrig"], {"exe": "/usr/bin/xmrig", "exe_state": "image"})],
		"sockets": [{"protocol": "tcp", "state": "ESTABLISHED", "pid": 7, "remote": "198.51.100.7:3333", "remote_port": 3333}],
	}
	count(connected) == 1
}

test_fires_with_the_hash_of_the_program if {
	{f.evidence.sha256 | some f in rule.findings} == {"ab"} with input as {
		"processes": [process(["svc", "--donate-level=1"], {})], "changes": [{"path": "/opt/svc", "kind": "added", "type": "file", "sha256": "ab"}],
	}
}

test_fires_on_what_a_package_manager_brought if {
	count(rule.findings) == 1 with input as {
		"processes": [process(["xmrig"], {"exe": "/usr/bin/xmrig"})],
		"changes": [{"path": "/usr/bin/xmrig", "kind": "added", "type": "file", "package": "pip:x"}],
	}
}

test_fires_once_for_many if {
	count(rule.findings) == 1 with input.processes as [process(["xmrig"], {"pid": i}) | some i in numbers.range(2, 20)]
}

test_silent_on_words_that_are_looked_for if {
	every args in [["grep", "-r", "xmrig", "/"], ["grep", "--", "--donate-level", "/x"], ["vim", "/etc/xmrig.json"], ["cat", "/var/log/minerd"], ["tail", "-f", "/x/randomx"]] {
		found(args, {"exe": "/usr/bin/x", "exe_state": "image"}) == 0
	}
}

test_silent_without_drift_or_a_pool if {
	found(["svc", "--coin=btc"], image) == 0
	found(["node", "/app/wallet.js", wallet], {"exe": "/usr/local/bin/node", "exe_state": "image"}) == 0
	found(["/usr/bin/xmrig"], {"exe": "/usr/bin/xmrig", "exe_state": "image"}) == 0
	found(["svc", "--wallet", "0x1234567890abcdef1234567890abcdef12345678", "--server", "rpc:8545"], image) == 0
}

test_silent_on_arguments_of_others if {
	every args in [
		["svc", "--user", "app"], ["svc", "--algorithm", "sha256"], ["svc", "--data", "/srv/xmrig"], ["svc", "-o", "db:5432"], ["svc", "--collection=x"],
	] {
		found(args, {}) == 0
	}
}
