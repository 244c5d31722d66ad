package rummage.files.executable_in_temp_test

import data.rummage.files.executable_in_temp as rule

program(path) := {"path": path, "kind": "added", "type": "file", "mode": "755", "magic": "application/x-executable"}

script(path) := {"path": path, "kind": "added", "type": "file", "mode": "755", "magic": "text/plain", "interpreter": "/bin/sh"}

test_fires_on_a_program if {
	every path in ["/tmp/x", "/var/tmp/.a/b", "/dev/shm/m", "/run/lock/x"] {
		count(rule.findings) == 1 with input.changes as [program(path)]
	}
}

test_fires_on_a_script_without_an_execute_bit if {
	count(rule.findings) == 1 with input.changes as [{"path": "/tmp/x", "kind": "added", "type": "file", "mode": "644", "magic": "text/plain", "interpreter": "/bin/sh"}]
}

test_fires_once_for_many_of_one_directory if {
	found := rule.findings with input.changes as [program(sprintf("/tmp/tools/%d", [i])) | some i in numbers.range(1, 11)]
	{[f.location.path, f.evidence.count] | some f in found} == {["/tmp/tools", 11]}
}

test_fires_on_names_that_are_nearly_those_of_libraries if {
	every path in ["/tmp/_MEIabc123", "/tmp/libapp12.so", "/tmp/netty", "/tmp/x.node/y", "/tmp/.network/x"] {
		count(rule.findings) == 1 with input.changes as [program(path)]
	}
}

test_fires_low_on_a_script_at_start if {
	every c, severity in {script("/tmp/x"): "low", program("/tmp/x"): "high"} {
		found := rule.findings with input as {
			"config": {"started": "2026-01-02T03:04:05Z"},
			"changes": [object.union(c, {"ctime": "2026-01-02T03:04:06Z"})],
		}
		{f.severity | some f in found} == {severity}
	}
}

test_fires_with_the_hash if {
	{f.evidence.sha256 | some f in rule.findings} == {{"/tmp/x": "a"}} with input.changes as [object.union(program("/tmp/x"), {"sha256": "a"})]
}

test_fires_in_memory if {
	count(rule.findings) == 1 with input.changes as [object.union(program("/run/x"), {"mount": "tmpfs"})]
}

# s6 and runit copy the scripts of services.
test_silent_on_scripts_of_supervisors if {
	every path in ["/run/s6/services/web/run", "/run/service/web/run", "/var/run/s6/etc/cont-init.d/10-x", "/run/s6-rc:s6-rc-init:abc/servicedirs/x/run"] {
		count(rule.findings) == 0 with input.changes as [script(path)]
		count(rule.findings) == 1 with input.changes as [program(path)]
	}
}

test_silent_when_the_image_has_it if {
	count(rule.findings) == 0 with input.changes as [object.union(program("/tmp/x"), {"kind": "modified", "sha256": "a", "was": {"sha256": "a"}})]
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
		"/tmp/par-726f6f74/cache-1234/libperl.so", "/var/tmp/.net/app/abc=/libclrjit.so", "/tmp/libapp8142398472398472398.so",
		"/tmp/.1a2b3c-0.node", "/tmp/yarn--1700000000000-0.123/node", "/tmp/torchinductor_root/ab/cab.so",
		"/tmp/pip-build-env-x1y2z3a4/overlay/bin/ninja", "/tmp/pytest-of-root/pytest-0/x",
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

test_silent_on_what_the_site_allows if {
	count(rule.findings) == 0 with input.changes as [program("/tmp/agent/x")] with data.allow.processes as ["/tmp/agent/**"]
}
