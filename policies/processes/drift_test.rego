package rummage.processes.drift_test

import data.rummage.processes.drift as rule

process(change) := object.union({"pid": 7, "exe": "/opt/x", "exe_state": "added", "command": "x", "args": ["x"], "cwd": "/"}, change)

python(args) := process({"exe": "/usr/bin/python3.11", "exe_state": "image", "args": array.concat(["python3"], args), "command": "python3"})

added(path) := {"path": path, "kind": "added", "type": "file", "mtime": "2026-01-02T05:00:00Z"}

severities(process, file) := found if {
	found := {f.severity | some f in rule.findings} with input as {
		"processes": [process], "changes": [file, {"path": "/var/lib/dpkg/status", "kind": "modified", "type": "file"}],
		"config": {"started": "2026-01-02T03:04:05Z"},
	}
}

test_fires_on_an_added_program if severities(process({}), added("/opt/x")) == {"high"}

test_fires_on_a_modified_program if severities(process({"exe_state": "modified"}), {"path": "/opt/x", "kind": "modified"}) == {"high"}

test_fires_on_a_program_of_a_tmpfs if severities(process({"exe": "/dev/shm/x"}), added("/y")) == {"high"}

test_fires_on_a_script if {
	severities(python(["/root/Datastealer.py"]), added("/root/Datastealer.py")) == {"high"}
	severities(python(["-u", "-B", "/srv/x.py", "a"]), added("/srv/x.py")) == {"high"}
}

test_fires_on_a_script_by_a_relative_name if {
	severities(object.union(python(["./x.py"]), {"cwd": "/root"}), added("/root/x.py")) == {"high"}
}

test_fires_medium_on_an_installed_package if {
	severities(process({}), object.union(added("/opt/x"), {"package": "x"})) == {"medium"}
}

test_fires_on_what_came_with_the_start if {
	severities(process({}), object.union(added("/opt/x"), {"mtime": "2026-01-02T03:04:06Z"})) == {"high"}
}

test_fires_once_for_workers_of_one_program if {
	count(rule.findings) == 1 with input.processes as [process({"pid": i}) | some i in numbers.range(1, 30)]
}

test_silent_on_the_images_program if severities(process({"exe_state": "image"}), added("/opt/y")) == set()

test_silent_on_the_images_content if {
	severities(process({"exe_state": "modified"}), {"path": "/opt/x", "kind": "modified", "sha256": "a", "was": {"sha256": "a"}}) == set()
}

test_silent_on_code_and_modules if {
	severities(python(["-c", "import x"]), added("/import x")) == set()
	severities(python(["-m", "http.server"]), added("/http.server")) == set()
}

# found_with is how bad what processes run is with these files.
found_with(processes, files) := {f.severity | some f in found} if {
	found := rule.findings with input as {"processes": processes, "changes": files, "config": {"started": "2026-01-02T03:04:05Z"}}
}

test_silent_on_a_virtual_environments_links if {
	links := [
		{"path": "/srv/venv/bin/python", "kind": "added", "type": "symlink", "link_target": "python3"},
		{"path": "/srv/venv/bin/python3", "kind": "added", "type": "symlink", "link_target": "/usr/bin/python3.11"},
	]
	found_with([process({"exe": "/srv/venv/bin/python"})], links) == set()
	found_with([process({"exe": "/srv/venv/bin/python"})], array.concat(links, [{"path": "/usr/bin/python3.11", "kind": "modified", "type": "file"}])) == {"high"}
}

test_silent_on_a_link_to_the_images_script if {
	link := {"path": "/srv/app.py", "kind": "added", "type": "symlink", "link_target": "./../opt/app/main.py"}
	found_with([python(["/srv/app.py"])], [link]) == set()
	found_with([python(["/srv/app.py"])], [link, added("/opt/app/main.py")]) == {"high"}
}

test_silent_on_a_link_to_restored_content if {
	link := {"path": "/srv/app.py", "kind": "added", "type": "symlink", "link_target": "main.py"}
	found_with([python(["/srv/app.py"])], [link, {"path": "/srv/main.py", "kind": "modified", "type": "file", "sha256": "a", "was": {"sha256": "a"}}]) == set()
}

test_fires_low_on_what_pip_installed if {
	found_with([python(["/usr/local/bin/gunicorn", "app:app"])], [object.union(added("/usr/local/bin/gunicorn"), {"package": "pip:gunicorn"})]) == {"low"}
	found_with([process({})], [object.union(added("/opt/x"), {"package": "pip:ninja"})]) == {"medium"}
}

node(path) := process({"exe": "/usr/local/bin/node", "exe_state": "image", "args": ["node", path, "start"], "command": "node"})

test_fires_low_on_what_npm_installed if {
	link := {"path": "/app/node_modules/.bin/next", "kind": "added", "type": "symlink", "link_target": "../next/dist/bin/next"}
	file := object.union(added("/app/node_modules/next/dist/bin/next"), {"ctime": "2026-01-02T05:00:00Z"})
	record := added("/app/node_modules/.package-lock.json")
	found_with([node("/app/node_modules/.bin/next")], [link, file, object.union(record, {"mtime": "2026-01-02T05:00:03Z"})]) == {"low"}
	found_with([node("/app/node_modules/.bin/next")], [link, file, object.union(record, {"mtime": "2026-01-02T04:00:00Z"})]) == {"high"}
	found_with([node("/app/node_modules/.bin/next")], [link, file]) == {"high"}
}

test_fires_low_on_a_tool_of_npm_for_all if {
	link := {"path": "/usr/local/bin/tool", "kind": "added", "type": "symlink", "link_target": "../lib/node_modules/@org/tool/cli.js"}
	file := object.union(added("/usr/local/lib/node_modules/@org/tool/cli.js"), {"mtime": "2026-01-02T05:00:00Z"})
	about := added("/usr/local/lib/node_modules/@org/tool/package.json")
	found_with([node("/usr/local/bin/tool")], [link, file, object.union(about, {"mtime": "2026-01-02T05:00:01Z"})]) == {"low"}
	found_with([node("/usr/local/bin/tool")], [link, file, object.union(about, {"mtime": "2026-01-02T04:00:00Z"})]) == {"high"}
	found_with([node("/usr/local/bin/tool")], [link, file]) == {"high"}
}

test_silent_on_the_engines_init if {
	found_with([process({"exe": "/usr/sbin/docker-init", "init": true})], [added("/usr/sbin/docker-init")]) == set()
	found_with([process({"exe": "/usr/sbin/docker-init"})], [added("/usr/sbin/docker-init")]) == {"high"}
}

test_silent_on_scripts_of_supervisors if {
	run := process({
		"ppid": 1, "exe": "/bin/bash", "exe_state": "image", "args": ["bash", "./run"],
		"cwd": "/run/s6-rc:s6-rc-init:abc/servicedirs/web",
	})
	file := added("/run/s6-rc:s6-rc-init:abc/servicedirs/web/run")
	found_with([{"pid": 1, "ppid": 0, "exe": "/command/s6-supervise", "args": ["s6-supervise"], "exe_state": "image"}, run], [file]) == set()
	found_with([{"pid": 1, "ppid": 0, "exe": "/tmp/x", "args": ["x"], "exe_state": "image"}, run], [file]) == {"high"}
}

test_silent_on_arguments_of_busybox if {
	found_with([process({"exe": "/bin/busybox", "exe_state": "image", "args": ["tail", "-f", "/var/log/app"]})], [added("/var/log/app")]) == set()
}

test_silent_when_not_known if severities(process({"exe": "", "exe_state": "unknown"}), added("/opt/x")) == set()

test_silent_on_what_the_site_allows if {
	severities(process({}), added("/opt/x")) == set() with data.allow.processes as ["/opt/*"]
	severities(python(["/srv/x.py"]), added("/srv/x.py")) == set() with data.allow.processes as ["/srv/**"]
}

# A name can be given to anything.
test_fires_on_an_allowed_name if severities(process({}), added("/opt/x")) == {"high"} with data.allow.processes as ["x"]
