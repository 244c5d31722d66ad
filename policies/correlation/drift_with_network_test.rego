package rummage.correlation.drift_with_network_test

import data.rummage.correlation.drift_with_network as rule

process(pid) := {"pid": pid, "exe": "/opt/x", "exe_state": "added", "command": "x", "args": ["x"], "cwd": "/"}

drift := {"rule": "processes/drift", "category": "anomaly", "severity": "high", "message": "x", "location": {"process": 7}}

connection(change) := object.union({"protocol": "tcp", "state": "ESTABLISHED", "local": "172.17.0.2:4000", "local_port": 4000, "remote": "198.51.100.7:443", "remote_port": 443, "pid": 7}, change)

found(findings, sockets) := result if {
	result := {[f.severity, f.location.process, f.evidence.sockets] | some f in rule.findings} with input as {
		"findings": findings, "sockets": sockets,
		"processes": [process(7), process(8), {"pid": 9, "exe": "/usr/sbin/nginx", "exe_state": "image", "command": "nginx", "args": ["nginx"], "cwd": "/"}],
	}
}

test_fires_on_a_connection if {
	found([drift], [connection({})]) == {["high", 7, ["tcp 172.17.0.2:4000 to 198.51.100.7:443"]]}
}

test_fires_on_other_uses if {
	found([drift], [connection({"state": "LISTEN", "local": "0.0.0.0:4444", "remote": "", "remote_port": 0})]) == {["high", 7, ["tcp 0.0.0.0:4444 listen"]]}
	count(found([drift], [connection({"protocol": "udp", "state": ""})])) == 1
	found([drift], [{"protocol": "packet", "local": "", "pid": 7}]) == {["high", 7, ["packet"]]}
}

test_fires_on_another_process_of_the_program if count(found([drift], [connection({"pid": 8})])) == 1

test_fires_on_what_other_rules_found if {
	every id in ["network/unexpected-listener", "processes/stratum", "processes/tunnel", "processes/reverse-shell"] {
		found([drift, object.union(drift, {"rule": id, "severity": "medium"})], []) == {["high", 7, []]}
	}
}

test_fires_medium_on_a_program_of_a_package if {
	packaged := object.union(drift, {"severity": "medium"})
	found([packaged, object.union(drift, {"rule": "processes/tunnel", "severity": "medium"})], []) == {["medium", 7, []]}
}

test_silent_on_a_service_of_a_package if found([object.union(drift, {"severity": "medium"})], [connection({})]) == set()

test_fires_without_the_process_at_hand if {
	findings := rule.findings with input as {"findings": [drift], "sockets": [connection({})]}
	count(findings) == 1
}

test_silent_without_a_socket if found([drift], []) == set()

test_silent_on_other_processes if found([drift], [connection({"pid": 9}), connection({"pid": 0})]) == set()

test_silent_within_the_container if {
	found([drift], [
		connection({"remote": "127.0.0.1:6379", "remote_port": 6379}), connection({"remote": "[::1]:80", "remote_port": 80}),
		connection({"state": "LISTEN", "local": "127.0.0.1:80", "remote": "", "remote_port": 0}),
	]) == set()
}

test_silent_without_drift if found([object.union(drift, {"rule": "processes/exec-session"})], [connection({})]) == set()

test_silent_on_what_pip_installed if found([object.union(drift, {"severity": "low"})], [connection({})]) == set()
