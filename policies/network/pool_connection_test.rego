package rummage.network.pool_connection_test

import data.rummage.network.pool_connection as rule

process(change) := object.union(
	{"pid": 20, "ppid": 10, "exe": "/opt/x", "exe_state": "added", "command": "x", "args": ["x"], "started": "2026-01-02T03:00:00Z"},
	change,
)

image(change) := process(object.union({"exe": "/usr/bin/app", "exe_state": "image"}, change))

to(remote, port) := {"protocol": "tcp", "state": "ESTABLISHED", "local": "10.0.0.2:40000", "local_port": 40000, "remote": remote, "remote_port": port, "pid": 20}

found(process, socket) := n if {
	n := count(rule.findings) with input as {"collected_at": "2026-01-02T03:10:00Z", "processes": [process], "sockets": [socket], "changes": []}
}

test_fires_on_drift if {
	found(process({}), to("198.51.100.7:3333", 3333)) == 1
	found(process({}), to("[2001:db8::7]:14444", 14444)) == 1
	found(process({}), to("10.0.0.9:45700", 45700)) == 1
	found(process({}), object.union(to("198.51.100.7:4444", 4444), {"state": "SYN_SENT"})) == 1
	found(process({}), object.union(to("[2001:db8::7]:4444", 4444), {"protocol": "tcp6"})) == 1
}

test_fires_on_a_busy_process if found(image({"cpu_seconds": 580}), to("198.51.100.7:3333", 3333)) == 1

test_silent_on_idle_programs_of_the_image if {
	found(image({"cpu_seconds": 20}), to("198.51.100.7:3333", 3333)) == 0
	found(image({}), to("198.51.100.7:3333", 3333)) == 0
}

test_silent_on_services_of_a_private_network if {
	every address in ["10.1.2.3", "192.168.0.4", "172.20.0.3", "127.0.0.1"] {
		found(image({"cpu_seconds": 580}), to(sprintf("%s:4444", [address]), 4444)) == 0
	}
	found(process({}), to("127.0.0.1:4444", 4444)) == 0
}

test_silent_on_other_ports_and_states if {
	found(process({}), to("198.51.100.7:443", 443)) == 0
	found(process({}), object.union(to("198.51.100.7:3333", 3333), {"state": "TIME_WAIT"})) == 0
	found(process({}), {"protocol": "tcp", "state": "LISTEN", "local": "0.0.0.0:3333", "local_port": 3333, "pid": 20}) == 0
	found(process({}), object.union(to("198.51.100.7:3333", 3333), {"protocol": "udp"})) == 0
}

test_silent_without_a_holder if found(process({}), object.remove(to("198.51.100.7:3333", 3333), ["pid"])) == 0
