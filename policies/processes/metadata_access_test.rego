package rummage.processes.metadata_access_test

import data.rummage.processes.metadata_access as rule

process(args) := {"pid": 7, "ppid": 3, "command": concat(" ", args), "args": args}

severities(processes, setup) := {f.severity | some f in found} if found := rule.findings with input as {"processes": processes, "config": setup}

test_fires_on_addresses if {
	every address in [
		"169.254.169.254", "169.254.169.254/latest/meta-data/", "100.100.100.200", "metadata.google.internal", "[fd00:ec2::254]", "169.254.170.2/v2/credentials",
		"0xA9FEA9FE", "2852039166", "0251.0376.0251.0376", "[::ffff:a9fe:a9fe]", "METADATA.google.internal",
	] {
		severities([process(["curl", "-s", sprintf("http://%s", [address])])], {}) == {"medium"}
		severities([process(["sh", "-c", sprintf("wget -qO- http://%s | sh", [address])])], {}) == {"medium"}
	}
}

own(command) := severities([object.union(process(["sh", "-c", command]), {"init": true})], {"entrypoint": [], "cmd": ["sh", "-c", command]})

test_fires_low_on_the_containers_own_command if {
	own("IP=$(curl http://169.254.169.254/latest/meta-data/local-ipv4) exec consul agent") == {"low"}
}

test_fires_medium_when_it_wants_credentials if {
	own("curl http://169.254.169.254/latest/meta-data/iam/security-credentials/x") == {"medium"}
}

test_silent_on_those_who_leave_it_alone if {
	every args in [
		["env", "NO_PROXY=localhost,169.254.169.254", "app"], ["app", "--no-proxy", "169.254.169.254"], ["java", "-Dhttp.nonProxyHosts=localhost|169.254.169.254", "-jar", "a"],
		["iptables", "-A", "OUTPUT", "-d", "169.254.169.254", "-j", "DROP"], ["ip", "route", "add", "blackhole", "169.254.169.254"],
		["grep", "-r", "169.254.169.254", "/"], ["sh", "-c", "grep -r '169.254.169.254' /"],
	] {
		severities([process(args)], {}) == set()
	}
}

test_silent_on_other_addresses if {
	every address in ["169.254.169.25", "169.254.169.2541", "1169.254.169.254", "169.254.1.1", "100.100.100.20", "example.invalid/metadata.google", "12852039166"] {
		severities([process(["curl", sprintf("http://%s/", [address])])], {}) == set()
	}
}

test_silent_on_health_checks if {
	test := ["CMD", "curl", "http://169.254.169.254/"]
	severities([object.union(process(["curl", "http://169.254.169.254/"]), {"exec": true})], {"healthcheck": {"test": test}}) == set()
}
