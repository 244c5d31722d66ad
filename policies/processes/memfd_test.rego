package rummage.processes.memfd_test

import data.rummage.processes.memfd as rule

process(change) := object.union({"pid": 7, "ppid": 1, "exe": "/memfd:x", "exe_state": "memfd", "name": "x", "command": "x", "args": ["x"]}, change)

fires(change) if count(rule.findings) == 1 with input as {"collected_at": "2026-01-02T03:10:00Z", "processes": [process(change)]}

test_fires_on_any_name if {
	every path in ["/memfd:x", "/memfd:", "/memfd:kworker", "/memfd:runc_cloned:/proc/self/exe"] {
		fires({"exe": path})
	}
}

test_fires_on_what_only_calls_itself_the_runtime if {
	fires({"exe": "/memfd:runc_cloned:/proc/self/exe", "name": "runc:[2:INIT]"})
	fires({"exec": true, "name": "x"})
}

# The runtime is gone in a moment.
test_fires_on_a_runtime_that_stays if {
	fires({"exec": true, "exe": "/memfd:runc_cloned:/proc/self/exe", "started": "2026-01-02T03:00:00Z"})
}

test_fires_once_for_many if {
	count(rule.findings) == 1 with input.processes as [process({"pid": i}) | some i in numbers.range(2, 40)]
}

test_silent_on_runtimes if {
	every change in [
		{"exe": "/memfd:runc_cloned:/proc/self/exe", "exec": true}, {"exe": "/memfd:runc_cloned:/proc/self/exe", "init": true},
		{"exe": "/memfd:crun_cloned:/proc/self/exe", "exec": true}, {"name": "runc:[2:INIT]", "exec": true},
		{"exe": "/memfd:y", "exec": true, "args": ["/proc/self/exe", "init"], "started": "2026-01-02T03:09:59Z"},
	] {
		not fires(change)
	}
}

test_silent_on_files if {
	every state in ["image", "added", "modified", "deleted", "unknown"] {
		not fires({"exe_state": state})
	}
}
