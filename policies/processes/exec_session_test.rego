package rummage.processes.exec_session_test

import data.rummage.processes.exec_session as rule

process(change) := object.union({"pid": 7, "ppid": 2, "exec": true, "exe": "/usr/bin/bash", "exe_state": "image", "command": "bash", "args": ["bash"]}, change)

init := process({"pid": 3, "exec": false, "init": true})

severities(processes) := {f.severity | some f in found} if {
	found := rule.findings with input as {"processes": array.concat([init], processes), "changes": [], "config": {
		"namespaces": {"pid": ""},
		"healthcheck": {"test": ["CMD-SHELL", "curl -f 'http://localhost/'  || exit 1"]},
	}}
}

test_fires_info_on_a_session if severities([process({})]) == {"info"}

test_fires_high_with_a_temporary_program if {
	severities([process({"exe": "/tmp/x", "exe_state": "unknown"})]) == {"high"}
	severities([process({"args": ["bash", "/dev/shm/x.sh"]})]) == {"high"}
}

test_fires_high_with_drift if {
	severities([process({"exe": "/opt/x", "exe_state": "added"})]) == {"high"}
	severities([process({"exe": "/memfd:x", "exe_state": "memfd"})]) == {"high"}
	severities([process({"exe": "/opt/x", "exe_state": "deleted"})]) == {"high"}
}

test_fires_high_with_such_a_process_in_the_session if {
	severities([
		process({}), process({"pid": 8, "ppid": 7, "exec": false}),
		process({"pid": 9, "ppid": 8, "exec": false, "exe": "/tmp/x", "exe_state": "added"}),
	]) == {"high"}
}

test_fires_info_though_such_a_process_is_elsewhere if {
	severities([process({}), process({"pid": 9, "ppid": 3, "exec": false, "exe": "/tmp/x", "exe_state": "added"})]) == {"info"}
}

test_silent_on_the_containers_own_processes if severities([process({"exec": false})]) == set()

test_silent_on_health_checks if {
	every args in [
		["/bin/sh", "-c", "curl -f 'http://localhost/'  || exit 1"], ["/bin/bash", "-o", "pipefail", "-c", "curl -f 'http://localhost/'  || exit 1"],
		["/bin/sh", "-c", "curl", "-f", "'http://localhost/'", "||", "exit", "1"],
	] {
		severities([process({"args": args, "command": concat(" ", args)})]) == set()
	}
}

test_silent_on_a_health_check_without_a_shell if {
	found := rule.findings with input as {
		"config": {"healthcheck": {"test": ["CMD", "pg_isready", "-U", "app"]}},
		"processes": [process({"command": "pg_isready -U app", "args": ["pg_isready", "-U", "app"]})],
	}
	count(found) == 0
}

test_fires_on_more_than_the_health_check if {
	args := ["/bin/sh", "-c", "id; x -c curl -f 'http://localhost/'  || exit 1"]
	severities([process({"args": args, "command": concat(" ", args)})]) == {"info"}
}

test_silent_on_the_runtime if {
	severities([process({"name": "runc:[2:INIT]", "exe": "/memfd:runc_cloned:/proc/self/exe", "exe_state": "memfd"})]) == set()
}

# There, the parent of an orphan is outside as well.
test_silent_in_a_namespace_of_others if {
	every mode in ["host", "container:abc"] {
		count(rule.findings) == 0 with input as {"config": {"namespaces": {"pid": mode}}, "processes": [process({})]}
	}
}

test_silent_on_what_the_site_allows if {
	severities([process({})]) == set() with data.allow.processes as ["bash"]
}

test_fires_on_what_an_allowed_program_started if {
	intruder := process({"pid": 9, "ppid": 7, "exec": false, "exe": "/tmp/x", "exe_state": "added"})
	severities([process({}), intruder]) == {"high"} with data.allow.processes as ["bash"]
}
