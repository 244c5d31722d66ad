package rummage.processes.deleted_executable_test

import data.rummage.processes.deleted_executable as rule

process(path) := {"pid": 7, "exe": path, "exe_state": "deleted", "command": "x", "args": ["x"]}

transaction := {"path": "/var/lib/dpkg/status", "kind": "modified", "type": "file"}

severities(path, files) := found if {
	found := {f.severity | some f in rule.findings} with input as {"processes": [process(path)], "changes": files}
}

test_fires_high if severities("/tmp/x", []) == {"high"}

test_fires_medium_when_replaced if severities("/usr/bin/x", [{"path": "/usr/bin/x", "kind": "modified"}]) == {"medium"}

test_fires_low_when_upgraded if severities("/usr/sbin/nginx", [transaction]) == {"low"}

test_fires_high_though_packages_were_installed if severities("/tmp/x", [transaction]) == {"high"}

test_silent_otherwise if {
	every state in ["image", "added", "memfd", "unknown"] {
		count(rule.findings) == 0 with input.processes as [object.union(process("/x"), {"exe_state": state})]
	}
}
