package rummage.lib.traces_test

import data.rummage.lib.traces

test_place if {
	every location, place in {
		{"path": "/x"}: "/x", {"process": 7}: "process 7", {"config": "config.cmd"}: "config.cmd", {"log": 3}: "line 3 of the log", {"layer": "sha256:a"}: "sha256:a",
	} {
		traces.place({"location": location}) == place
	}
}

test_same if {
	processes := [
		{"pid": 1, "exe": "/usr/sbin/nginx", "exe_state": "image", "command": "nginx", "args": ["nginx"]},
		{"pid": 2, "exe": "/opt/x", "exe_state": "added", "command": "x", "args": ["x"]},
		{"pid": 3, "exe": "/opt/x", "exe_state": "added", "command": "x", "args": ["x"]},
	]
	traces.same(2) == {2, 3} with input.processes as processes
	traces.same(1) == {1} with input.processes as processes
	traces.same(9) == {9} with input.processes as processes
}
