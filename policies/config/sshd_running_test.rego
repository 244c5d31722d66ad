package rummage.config.sshd_running_test

import data.rummage.config.sshd_running as rule

process(pid, name) := {"pid": pid, "name": name, "command": name}

test_fires_on_servers if {
	every name in ["sshd", "dropbear"] {
		count(rule.findings) == 1 with input as {"processes": [process(7, "sh"), process(8, name)]}
	}
}

test_fires_once_for_a_server_and_its_sessions if {
	found := rule.findings with input as {"processes": [process(9, "sshd-session"), process(8, "sshd")]}
	{f.location.process | some f in found} == {8}
}

test_silent_on_clients_and_agents if {
	count(rule.findings) == 0 with input as {"processes": [process(7, "ssh"), process(8, "ssh-agent"), process(9, "sftp-server")]}
}

test_silent_without_processes if {
	count(rule.findings) == 0 with input as {}
}

test_silent_on_what_the_site_allows if {
	server := {"pid": 8, "name": "sshd", "exe": "/usr/sbin/sshd", "exe_state": "image", "command": "sshd", "args": ["sshd"]}
	count(rule.findings) == 0 with input as {"processes": [server]} with data.allow.processes as ["sshd"]
	count(rule.findings) == 1 with input as {"processes": [object.union(server, {"exe_state": "added"})]} with data.allow.processes as ["sshd"]
}
