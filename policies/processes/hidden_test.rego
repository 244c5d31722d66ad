package rummage.processes.hidden_test

import data.rummage.processes.hidden as rule

process(change) := object.union({"pid": 7, "ppid": 1, "exe": "/bin/busybox", "exe_state": "image", "command": "sleep 5", "args": ["sleep", "5"]}, change)

test_fires_on_a_hidden_process if {
	{f.message | some f in rule.findings} == {"a process is hidden from the host's list: /bin/busybox"} with input.processes as [process({"hidden": true})]
}

test_fires_on_one_of_which_nothing_is_known if {
	count(rule.findings) == 1 with input.processes as [{"pid": 7, "ppid": 0, "uid": -1, "exe_state": "unknown", "command": "", "args": [], "hidden": true}]
}

test_fires_with_the_name_where_nothing_else_is_known if {
	found := {f.message | some f in rule.findings} with input.processes as [{"pid": 7, "ppid": 0, "exe_state": "unknown", "name": "x", "command": "", "args": [], "hidden": true}]
	found == {"a process is hidden from the host's list: x"}
}

test_fires_once_for_many_of_one_program if {
	count(rule.findings) == 1 with input.processes as [process({"pid": i, "hidden": true}) | some i in numbers.range(2, 20)]
}

test_silent_on_processes_in_sight if {
	count(rule.findings) == 0 with input.processes as [process({}), process({"pid": 8, "hidden": false})]
}

test_silent_on_the_runtime if {
	count(rule.findings) == 0 with input.processes as [process({"hidden": true, "exec": true, "name": "runc:[2:INIT]"})]
}
