package rummage.processes.temp_path_test

import data.rummage.processes.temp_path as rule

process(path) := {"pid": 7, "exe": path, "exe_state": "added", "command": path, "args": [path]}

sh(args) := {"pid": 8, "exe": "/usr/bin/dash", "exe_state": "image", "command": "sh", "args": array.concat(["sh"], args), "cwd": "/"}

test_fires_on_temporary_and_hidden_places if {
	every path in ["/tmp/x", "/var/tmp/a/b", "/dev/shm/m", "/run/x", "/usr/lib/.z/y", "/root/.x/y", "/.m", "/usr/share/.fonts/x", "/root/.gnupg/x"] {
		{f.severity | some f in rule.findings} == {"high"} with input.processes as [process(path)]
	}
}

test_fires_on_a_script if {
	count(rule.findings) == 1 with input.processes as [sh(["-e", "/tmp/x.sh"])]
}

test_fires_medium_on_what_the_image_put_there if {
	{f.severity | some f in rule.findings} == {"medium"} with input.processes as [object.union(process("/tmp/x"), {"exe_state": "image"})]
	{f.severity | some f in rule.findings} == {"medium"} with input.processes as [sh(["/opt/.hid/x.sh"])]
}

test_fires_high_on_a_script_of_a_tmpfs if {
	{f.severity | some f in rule.findings} == {"high"} with input.processes as [sh(["/dev/shm/x.sh"])]
	mounts := [{"type": "tmpfs", "destination": "/tmp"}]
	{f.severity | some f in rule.findings} == {"high"} with input as {"processes": [sh(["/tmp/x.sh"])], "config": {"mounts": mounts}}
}

own_command(command, change) := {f.severity | some f in found} if {
	found := rule.findings with input as {
		"config": {"entrypoint": [], "cmd": command, "mounts": []}, "changes": change,
		"processes": [object.union(sh(["/tmp/start.sh"]), {"init": true})],
	}
}

test_fires_low_on_the_containers_own_command if {
	own_command(["sh", "/tmp/start.sh"], []) == {"low"}
	own_command(["sh", "/tmp/start.sh"], [{"path": "/tmp/start.sh", "kind": "modified", "type": "file"}]) == {"high"}
}

test_silent_on_tools if {
	every path in [
		"/tmp/go-build12/b001/x.test", "/tmp/_MEIa1b2/x", "/root/.cargo/bin/rg", "/home/a/.local/bin/x", "/opt/app/.venv/bin/python3",
		"/run/s6/basedir/x", "/app/.output/server/x", "/app/.heroku/python/bin/python", "/root/.bun/bin/bun", "/tmp/pip-build-env-ab12/x",
		"/run/s6-rc:s6-rc-init:a/servicedirs/x/run", "/run/rosetta/rosetta", "/usr/lib/jvm/java/bin/java", "/srv/../x",
	] {
		count(rule.findings) == 0 with input.processes as [process(path)]
	}
}

test_silent_on_a_server_in_a_hidden_directory_of_its_tool if {
	count(rule.findings) == 0 with input.processes as [{
		"pid": 1, "exe": "/usr/local/bin/node", "exe_state": "image", "cwd": "/app",
		"command": "node", "args": ["node", ".output/server/index.mjs"],
	}]
}

test_silent_on_the_engines_init if {
	count(rule.findings) == 0 with input.processes as [object.union(process("/run/podman-init"), {"init": true})]
}

test_silent_on_arguments_that_are_no_scripts if {
	every p in [
		sh(["-c", "/tmp/x"]), object.union(process("/usr/sbin/redis"), {"args": ["redis", "/tmp/redis.conf"]}),
		object.union(process("/bin/busybox"), {"args": ["tail", "-f", "/tmp/x.log"]}),
		object.union(process("/usr/bin/python3"), {"args": ["gunicorn: master [app]", "", ""], "cwd": "/tmp"}),
		object.union(process("/usr/bin/python3"), {"args": ["python3", "-W", "ignore", "/srv/x.py", "/tmp/data"]}),
		object.union(process("/usr/bin/java"), {"args": ["java", "-Djava.io.tmpdir=/tmp/x", "-jar", "/app.jar"]}),
	] {
		count(rule.findings) == 0 with input.processes as [object.union(p, {"exe_state": "image"})]
	}
}

test_silent_on_what_the_site_allows if {
	count(rule.findings) == 0 with input.processes as [process("/tmp/agent/x")] with data.allow.processes as ["/tmp/agent/*"]
	count(rule.findings) == 1 with input.processes as [process("/tmp/x")] with data.allow.processes as ["/tmp/agent/*", "x"]
}
