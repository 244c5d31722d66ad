package rummage.network.raw_socket_test

import data.rummage.network.raw_socket as rule

process(change) := object.union({"pid": 20, "ppid": 10, "exe": "/opt/x", "exe_state": "added", "command": "x", "args": ["x"]}, change)

severities(process, protocol, files) := {f.severity | some f in found} if {
	found := rule.findings with input as {
		"processes": [process], "sockets": [{"protocol": protocol, "local": "interface 0", "local_port": 0, "pid": 20}], "changes": files,
	}
}

test_fires_on_drift if {
	every protocol in ["raw", "raw6", "packet"] {
		severities(process({}), protocol, []) == {"high"}
		severities(process({"exe_state": "deleted"}), protocol, []) == {"high"}
		severities(process({"exe": "/memfd:", "exe_state": "memfd"}), protocol, []) == {"high"}
	}
}

test_fires_medium_on_what_was_installed if {
	severities(process({"exe": "/usr/bin/tcpdump"}), "packet", [
		{"path": "/usr/bin/tcpdump", "kind": "added", "type": "file", "package": "tcpdump"}, {"path": "/var/lib/dpkg/status", "kind": "modified", "type": "file"},
	]) == {"medium"}
}

test_fires_once_for_many_sockets if {
	count(rule.findings) == 1 with input as {
		"processes": [process({})],
		"sockets": [{"protocol": protocol, "local": "x", "local_port": 0, "pid": 20} | some protocol in ["raw", "packet", "raw6"]],
	}
}

test_silent_on_the_images_programs if {
	every exe in ["/usr/bin/ping", "/usr/sbin/dhclient", "/usr/sbin/keepalived"] {
		severities(process({"exe": exe, "exe_state": "image"}), "raw", []) == set()
	}
}

test_silent_on_connections if severities(process({}), "tcp", []) == set()

test_silent_without_a_holder if {
	count(rule.findings) == 0 with input as {"processes": [process({})], "sockets": [{"protocol": "raw", "local": "x", "local_port": 0}]}
}

test_silent_on_what_the_site_allows if severities(process({}), "raw", []) == set() with data.allow.processes as ["/opt/x"]
