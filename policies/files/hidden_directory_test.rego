package rummage.files.hidden_directory_test

import data.rummage.files.hidden_directory as rule

program(path) := {"path": path, "kind": "added", "type": "file", "mode": "755", "magic": "application/x-executable"}

test_fires_on_hidden_directories if {
	every pair in [["/tmp/.x/m", "/tmp/.x"], ["/dev/shm/.../m", "/dev/shm/..."], ["/usr/lib/.z/a/b", "/usr/lib/.z"], ["/.a/b", "/.a"], ["/dev/shm/.cache/m", "/dev/shm/.cache"], ["/tmp/.cache/.x/m", "/tmp/.cache/.x"], ["/var/tmp/.b/.c/m", "/var/tmp/.b"], ["/usr/bin/.ansible/m", "/usr/bin/.ansible"]] {
		found := rule.findings with input.changes as [program(pair[0])]
		{f.location.path | some f in found} == {pair[1]}
	}
}

test_fires_once_for_a_directory if {
	count(rule.findings) == 1 with input.changes as [program("/tmp/.x/a"), program("/tmp/.x/b/c")]
}

test_silent_without_a_program if {
	count(rule.findings) == 0 with input.changes as [{"path": "/tmp/.x/lock", "kind": "added", "type": "file", "mode": "644", "magic": "text/plain"}]
}

test_silent_on_a_hidden_file if {
	count(rule.findings) == 0 with input.changes as [program("/tmp/.x")]
}

test_silent_on_usual_ones if {
	every path in [
		"/tmp/.X11-unix/x", "/srv/app/.git/hooks/pre-commit", "/usr/lib/node_modules/a/node_modules/.bin/b", "/opt/app/.venv/bin/python",
		"/tmp/.ICE-unix/x", "/tmp/.font-unix/x", "/tmp/.XIM-unix/x", "/tmp/.Test-unix/x", "/tmp/.ansible/tmp/a.py",
		"/.npm/_npx/a/b", "/var/lib/jenkins/.cache/x", "/.cache/node/corepack/pnpm", "/var/tmp/.net/app/a=/libclrjit.so",
	] {
		count(rule.findings) == 0 with input.changes as [program(path)]
	}
}

# Frameworks build into hidden directories of their project.
test_silent_in_projects if {
	every path in ["/app/.output/server/index.mjs", "/srv/shop/.svelte-kit/x", "/opt/app/.x/y"] {
		count(rule.findings) == 0 with input.changes as [program(path)]
	}
}

test_silent_on_an_empty_one if {
	count(rule.findings) == 0 with input.changes as [{"path": "/tmp/.x", "kind": "added", "type": "directory", "mode": "755"}]
}

test_silent_on_a_package if {
	found := rule.findings with input.changes as [
		object.union(program("/usr/lib/.x/y"), {"package": "x"}),
		{"path": "/lib/apk/db/installed", "kind": "modified", "type": "file"},
	]
	count(found) == 0
}

test_silent_in_homes if {
	count(rule.findings) == 0 with input.changes as [program("/root/.x/m")]
}
