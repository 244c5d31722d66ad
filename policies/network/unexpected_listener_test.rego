package rummage.network.unexpected_listener_test

import data.rummage.network.unexpected_listener as rule

process(change) := object.union({"pid": 20, "ppid": 10, "exe": "/opt/x", "exe_state": "added", "command": "x", "args": ["x"]}, change)

tcp(port) := {"protocol": "tcp", "state": "LISTEN", "local": sprintf("0.0.0.0:%d", [port]), "local_port": port, "pid": 20}

found(processes, sockets) := n if {
	n := count(rule.findings) with input as {
		"processes": processes, "sockets": sockets, "changes": [],
		"config": {"exposed": ["80/tcp", "53/udp"], "ports": [{"container_port": 8443, "protocol": "tcp"}], "namespaces": {"pid": ""}},
		"image": {"config": {"exposed": ["9000/tcp"]}},
	}
}

session := process({"pid": 15, "ppid": 2, "exe": "/bin/sh", "exe_state": "image", "args": ["sh"], "exec": true})

test_fires_on_drift if {
	found([process({})], [tcp(4444)]) == 1
	found([process({"exe": "/memfd:x", "exe_state": "memfd"})], [tcp(4444)]) == 1
	found([process({"exe_state": "deleted"})], [tcp(4444)]) == 1
}

test_fires_in_a_session if {
	found([process({"exe": "/usr/bin/nc", "exe_state": "image", "exec": true, "ppid": 2})], [tcp(4444)]) == 1
	found([session, process({"exe": "/usr/bin/nc", "exe_state": "image", "ppid": 15})], [tcp(4444)]) == 1
}

test_fires_on_loopback_and_other_protocols if {
	found([process({})], [object.union(tcp(4444), {"local": "127.0.0.1:4444"})]) == 1
	found([process({})], [object.union(tcp(4444), {"protocol": "tcp6", "local": "[::]:4444"})]) == 1
	found([process({})], [{"protocol": "udp", "local": "0.0.0.0:5353", "local_port": 5353, "pid": 20}]) == 1
	found([process({})], [{"protocol": "udp", "local": "0.0.0.0:80", "local_port": 80, "pid": 20}]) == 1
}

test_fires_once_for_both_families if {
	found([process({})], [tcp(4444), object.union(tcp(4444), {"protocol": "tcp6", "local": "[::]:4444"})]) == 1
}

test_silent_on_known_ports if {
	every port in [80, 8443, 9000] {
		found([process({})], [tcp(port)]) == 0
	}
	found([process({})], [{"protocol": "udp6", "local": "[::]:53", "local_port": 53, "pid": 20}]) == 0
}

test_silent_on_the_images_services if {
	found([process({"exe": "/usr/sbin/nginx", "exe_state": "image"})], [tcp(8080)]) == 0
	found([process({"exe": "/usr/bin/python3.11", "exe_state": "image", "args": ["python3", "/app/x.py"]})], [tcp(8000)]) == 0
}

test_silent_on_clients if {
	found([process({})], [{"protocol": "udp", "local": "0.0.0.0:40000", "local_port": 40000, "pid": 20}]) == 0
	found([process({})], [{"protocol": "udp", "local": "10.0.0.2:1024", "local_port": 1024, "remote": "10.0.0.3:53", "remote_port": 53, "pid": 20}]) == 0
	found([process({})], [object.union(tcp(4444), {"state": "ESTABLISHED", "remote": "198.51.100.7:443", "remote_port": 443})]) == 0
}

test_silent_without_a_holder if found([process({})], [object.remove(tcp(4444), ["pid"])]) == 0

test_silent_on_what_the_site_allows if {
	found([process({})], [tcp(4444)]) == 0 with data.allow.ports as ["4000-5000/tcp"]
	found([process({"exe": "/usr/bin/nc", "exe_state": "image", "exec": true, "ppid": 2})], [tcp(4444)]) == 0 with data.allow.processes as ["nc"]
	found([process({})], [tcp(4444)]) == 1 with data.allow.ports as ["4000-5000/udp"]
}
