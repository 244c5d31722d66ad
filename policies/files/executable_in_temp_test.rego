package rummage.files.executable_in_temp_test

import data.rummage.files.executable_in_temp as rule

program(path) := {"path": path, "kind": "added", "type": "file", "mode": "755", "magic": "application/x-executable"}

test_fires_on_a_program if {
	every path in ["/tmp/x", "/var/tmp/.a/b", "/dev/shm/m", "/run/lock/x"] {
		count(rule.findings) == 1 with input.changes as [program(path)]
	}
}

test_fires_on_a_script_without_an_execute_bit if {
	count(rule.findings) == 1 with input.changes as [{"path": "/tmp/x", "kind": "added", "type": "file", "mode": "644", "magic": "text/plain", "interpreter": "/bin/sh"}]
}

test_fires_once_for_many_of_one_directory if {
	found := rule.findings with input.changes as [program(sprintf("/tmp/tools/%d", [i])) | some i in numbers.range(1, 50)]
	{[f.location.path, f.evidence.count] | some f in found} == {["/tmp/tools", 50]}
}

test_silent_on_data_with_an_execute_bit if {
	count(rule.findings) == 0 with input.changes as [{"path": "/tmp/data.txt", "kind": "added", "type": "file", "mode": "777", "magic": "text/plain"}]
}

test_silent_elsewhere if {
	count(rule.findings) == 0 with input.changes as [program("/opt/app/server")]
}

test_silent_on_what_programs_extract if {
	every path in [
		"/tmp/libnetty_transport_native_epoll_x86_641234.so", "/tmp/jna-3506402/jna1234.tmp", "/tmp/snappy-1.1.8-libsnappyjava.so",
		"/tmp/sqlite-3.36-libsqlitejdbc.so", "/tmp/_MEIabc123/libz.so.1", "/tmp/go-build123/b001/exe/main",
	] {
		count(rule.findings) == 0 with input.changes as [program(path)]
	}
}

test_silent_on_a_file_of_an_installed_package if {
	found := rule.findings with input.changes as [
		object.union(program("/run/x"), {"package": "x"}),
		{"path": "/var/lib/dpkg/status", "kind": "modified", "type": "file"},
	]
	count(found) == 0
}
