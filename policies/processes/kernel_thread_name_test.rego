package rummage.processes.kernel_thread_name_test

import data.rummage.processes.kernel_thread_name as rule

process(change) := object.union({"pid": 7, "exe": "/tmp/x", "exe_state": "added", "name": "x", "command": "x", "args": ["x"]}, change)

test_fires_on_brackets if {
	count(rule.findings) == 1 with input.processes as [process({"args": ["[kworker/0:1]"], "command": "[kworker/0:1]"})]
}

test_fires_on_brackets_by_a_remote_ps if {
	count(rule.findings) == 1 with input.processes as [object.remove(process({"args": ["[watchdogd]"], "command": "[watchdogd]"}), ["exe", "name"])]
}

test_fires_on_names if {
	every name in ["kworker/u8:2", "ksoftirqd/0", "kswapd0", "kdevtmpfs", "rcu_sched"] {
		count(rule.findings) == 1 with input.processes as [process({"name": name})]
		count(rule.findings) == 1 with input.processes as [process({"args": [name], "command": name})]
	}
}

test_fires_on_what_claims_to_be_defunct if {
	count(rule.findings) == 1 with input.processes as [process({"args": ["[kworker/0:1]", "<defunct>"], "command": "[kworker/0:1] <defunct>"})]
}

test_fires_on_the_name_of_a_thread_without_arguments if {
	count(rule.findings) == 1 with input.processes as [process({"args": ["[kworker/0:1]"], "name": "kworker/0:1"})]
}

test_silent_without_arguments if {
	every name in ["runc:[2:INIT]", "nginx", "a.out"] {
		count(rule.findings) == 0 with input.processes as [process({"args": [sprintf("[%s]", [name])], "name": name})]
	}
}

test_silent_on_defunct_processes if {
	count(rule.findings) == 0 with input.processes as [object.remove(process({"args": ["[sh]", "<defunct>"], "command": "[sh] <defunct>", "name": "sh"}), ["exe"])]
}

test_silent_on_other_names if {
	every name in ["nginx: worker process", "postgres: checkpointer ", "worker", "kubelet", "sshd: app [priv]"] {
		count(rule.findings) == 0 with input.processes as [process({"name": substring(name, 0, 15), "args": [name], "command": name})]
	}
}
