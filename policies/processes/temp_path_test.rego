package rummage.processes.temp_path_test

import data.rummage.processes.temp_path as rule

process(path) := {"pid": 7, "exe": path, "exe_state": "added", "command": path, "args": [path]}

sh(args) := {"pid": 8, "exe": "/usr/bin/dash", "exe_state": "image", "command": "sh", "args": array.concat(["sh"], args), "cwd": "/"}

test_fires_on_temporary_and_hidden_places if {
	every path in ["/tmp/x", "/var/tmp/a/b", "/dev/shm/m", "/run/x", "/usr/lib/.z/y", "/root/.x/y", "/.m"] {
		{f.severity | some f in rule.findings} == {"high"} with input.processes as [process(path)]
	}
}

test_fires_on_a_script if {
	count(rule.findings) == 1 with input.processes as [sh(["-e", "/tmp/x.sh"])]
}

test_fires_medium_on_what_the_image_put_there if {
	{f.severity | some f in rule.findings} == {"medium"} with input.processes as [object.union(process("/tmp/x"), {"exe_state": "image"})]
}

test_silent_on_tools if {
	every path in ["/tmp/go-build12/b001/x.test", "/tmp/_MEIa1b2/x", "/root/.cargo/bin/rg", "/home/a/.local/bin/x", "/opt/app/.venv/bin/python3", "/run/s6/basedir/x"] {
		count(rule.findings) == 0 with input.processes as [process(path)]
	}
}

test_silent_on_arguments_that_are_no_scripts if {
	count(rule.findings) == 0 with input.processes as [sh(["-c", "/tmp/x"]), object.union(process("/usr/sbin/redis"), {"args": ["redis", "/tmp/redis.conf"]})]
}
