package rummage.processes.stratum_test

import data.rummage.processes.stratum as rule

process(args) := {"pid": 7, "command": concat(" ", args), "args": args}

test_fires_on_the_protocol if {
	every url in ["stratum+tcp://pool.example.invalid:3333", "STRATUM+SSL://198.51.100.7:443", "stratum2+tcp://x:1"] {
		count(rule.findings) == 1 with input.processes as [process(["./m", "-o", url])]
	}
}

test_fires_on_a_pool if {
	count(rule.findings) == 1 with input.processes as [process(["/usr/bin/app", "--url=xmr-eu1.nanopool.org:14444"])]
}

test_silent_on_searches if {
	count(rule.findings) == 0 with input.processes as [
		process(["grep", "-r", "stratum+tcp://", "/var/log"]), process(["sh", "-c", "ps aux | grep stratum+tcp://"]), process(["vim", "stratum+tcp://x"]),
	]
}

test_silent_on_other_words if {
	count(rule.findings) == 0 with input.processes as [process(["ntpd", "--stratum", "3"]), process(["curl", "https://nanopool.org/about"])]
}

test_fires_on_what_only_calls_itself_a_search if {
	every change in [{"exe": "/opt/x", "exe_state": "added"}, {"exe": "/usr/bin/python3.11", "exe_state": "image"}, {"exe": "/usr/bin/socat1", "exe_state": "image"}] {
		count(rule.findings) == 1 with input.processes as [object.union(process(["grep", "-o", "stratum+tcp://x:1"]), change)]
	}
}

test_silent_on_searches_by_their_executable if {
	every p in [
		object.union(process(["grep", "stratum+tcp://x"]), {"exe": "/usr/bin/grep", "exe_state": "image"}),
		object.union(process(["vi", "stratum+tcp://x"]), {"exe": "/usr/bin/vim.basic", "exe_state": "image"}),
		object.union(process(["grep", "stratum+tcp://x"]), {"exe": "/bin/busybox", "exe_state": "image"}),
		object.union(process(["/bin/sh", "/usr/bin/zgrep", "stratum+tcp://x"]), {"exe": "/usr/bin/dash", "exe_state": "image"}),
	] {
		count(rule.findings) == 0 with input.processes as [p]
	}
}
