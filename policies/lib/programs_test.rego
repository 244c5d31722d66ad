package rummage.lib.programs_test

import data.rummage.lib.programs

file(path) := {"path": path, "kind": "added", "type": "file"}

test_path if {
	programs.path[0] == "/usr/local/sbin" with input as {}
	programs.path == ["/opt/x", "/bin"] with input.config.env as [{"name": "PATH", "value": "/opt/x/:.::/:/bin"}]
}

test_changed if {
	programs.changed("x").path == "/usr/local/bin/x" with input.changes as [file("/usr/bin/x"), file("/usr/local/bin/x")]
	programs.changed("/bin/x").path == "/usr/bin/x" with input.changes as [file("/usr/bin/x")]
	programs.changed("/sbin/x").path == "/sbin/x" with input.changes as [file("/sbin/x")]
	not programs.changed("x") with input.changes as [file("/opt/x")]
	not programs.changed("") with input.changes as [file("/bin")]
	not programs.changed("/opt/x") with input.changes as [{"path": "/opt/x", "kind": "deleted"}]
}
