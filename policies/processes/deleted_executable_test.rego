package rummage.processes.deleted_executable_test

import data.rummage.processes.deleted_executable as rule

process(path) := {"pid": 7, "exe": path, "exe_state": "deleted", "command": "x", "args": ["x"]}

transaction := {"path": "/var/lib/dpkg/status", "kind": "modified", "type": "file"}

severities(path, files) := found if {
	found := {f.severity | some f in rule.findings} with input as {"processes": [process(path)], "changes": files}
}

test_fires_high if severities("/tmp/x", []) == {"high"}

test_fires_medium_when_replaced if severities("/usr/bin/x", [{"path": "/usr/bin/x", "kind": "modified"}]) == {"medium"}

upgraded(path) := {"path": path, "kind": "modified", "type": "file", "package": "x"}

test_fires_low_when_upgraded if severities("/usr/sbin/nginx", [transaction, upgraded("/usr/sbin/nginx")]) == {"low"}

test_fires_low_when_the_package_took_it_along if {
	severities("/usr/lib/jvm/java-17.0.1/bin/java", [transaction, {"path": "/usr/lib/jvm/java-17.0.1/bin/java", "kind": "deleted"}]) == {"low"}
}

test_fires_high_though_packages_were_installed if {
	severities("/tmp/x", [transaction]) == {"high"}
	severities("/usr/bin/x", [transaction]) == {"high"}
}

test_fires_medium_where_changes_are_not_seen if {
	found := {f.severity | some f in rule.findings} with input as {
		"processes": [process("/app/server")], "changes": [], "config": {"mounts": [{"type": "bind", "destination": "/app"}]},
	}
	found == {"medium"}
	severities("/dev/shm/x", []) == {"high"}
}

test_silent_on_the_engines_helpers if {
	every p in [
		object.union(process("/sbin/docker-init"), {"init": true}), object.union(process("/run/podman-init"), {"init": true}),
		object.union(process("/"), {"exec": true, "name": "runc:[2:INIT]"}),
	] {
		count(rule.findings) == 0 with input.processes as [p]
	}
}

test_fires_on_what_calls_itself_so if {
	count(rule.findings) == 1 with input.processes as [process("/sbin/docker-init")]
	count(rule.findings) == 1 with input.processes as [object.union(process("/tmp/x"), {"name": "runc:[2:INIT]"})]
}

test_silent_otherwise if {
	every state in ["image", "added", "memfd", "unknown"] {
		count(rule.findings) == 0 with input.processes as [object.union(process("/x"), {"exe_state": state})]
	}
}

test_silent_on_what_the_site_allows if severities("/opt/agent/x", []) == set() with data.allow.processes as ["/opt/agent/*"]
