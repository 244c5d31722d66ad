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

test_silent_when_not_known if severities(process({"exe": "", "exe_state": "unknown"}), added("/opt/x")) == set()
