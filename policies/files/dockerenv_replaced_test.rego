package rummage.files.dockerenv_replaced_test

import data.rummage.files.dockerenv_replaced as rule

marker(change) := object.union({"path": "/.dockerenv", "kind": "modified", "type": "file", "mode": "755", "uid": 0, "gid": 0, "size": 0, "magic": "inode/x-empty"}, change)

test_fires_on_content if {
	every c in [{"size": 7, "magic": "text/plain"}, {"size": 7, "kind": "added"}, {"path": "/.dockerinit", "size": 7}] {
		{f.message | some f in rule.findings} == {sprintf("%s is not empty", [object.get(c, "path", "/.dockerenv")])} with input.changes as [marker(c)]
	}
}

test_fires_on_a_program if {
	every c in [{"magic": "application/x-executable"}, {"interpreter": "/bin/sh", "mode": "644"}, {"path": "/run/.containerenv", "magic": "application/x-executable"}] {
		found := rule.findings with input.changes as [marker(object.union({"size": 90}, c))]
		count(found) == 1
		every f in found { endswith(f.message, "is a program or script") }
	}
}

test_fires_on_another_type if {
	every type in ["directory", "symlink", "fifo", "socket"] {
		{f.message | some f in rule.findings} == {sprintf("/.dockerenv is no file but a %s", [type])} with input.changes as [marker({"type": type})]
	}
}

test_silent_on_the_engines_own if {
	every c in [{}, {"kind": "added"}, {"mode": "644"}, {"mode": "700"}] {
		count(rule.findings) == 0 with input.changes as [marker(c)]
	}
}

test_silent_on_podmans_marker if {
	count(rule.findings) == 0 with input.changes as [marker({"path": "/run/.containerenv", "size": 120, "magic": "text/plain"})]
}

test_silent_when_deleted_or_elsewhere if {
	count(rule.findings) == 0 with input.changes as [{"path": "/.dockerenv", "kind": "deleted"}]
	count(rule.findings) == 0 with input.changes as [marker({"path": "/srv/.dockerenv", "size": 7})]
}
