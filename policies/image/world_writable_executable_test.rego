package rummage.image.world_writable_executable_test

import data.rummage.image.world_writable_executable as rule

file(change) := object.union({"path": "/app/run", "kind": "added", "type": "file", "mode": "777", "magic": "application/x-executable", "layer": "one"}, change)

test_fires_on_programs_and_scripts if {
	every change in [{}, {"mode": "646"}, {"magic": "text/plain", "interpreter": "/bin/sh"}] {
		count(rule.findings) == 1 with input.files as [file(change)]
	}
}

test_fires_once_on_many if {
	found := rule.findings with input.files as [file({"path": sprintf("/app/bin/%d", [i])}) | some i in numbers.range(1, 30)]
	[f.location.path | some f in found] == ["/app/bin"]
}

test_silent_when_only_some_may_write if {
	every mode in ["775", "755", "4755", "1775"] {
		count(rule.findings) == 0 with input.files as [file({"mode": mode})]
	}
}

test_silent_on_links_data_and_removed_files if {
	every change in [{"type": "symlink"}, {"type": "directory"}, {"magic": "text/plain"}, {"deleted_in": "two"}] {
		count(rule.findings) == 0 with input.files as [file(change)]
	}
}
