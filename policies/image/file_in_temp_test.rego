package rummage.image.file_in_temp_test

import data.rummage.image.file_in_temp as rule

file(path, change) := object.union({"path": path, "kind": "added", "type": "file", "mode": "644", "size": 10, "layer": "one"}, change)

severities(list) := found if {
	found := {f.severity | some f in rule.findings} with input.files as list
}

test_fires_in_each_directory if {
	every path in ["/tmp/build.log", "/var/tmp/x/y.tar", "/dev/shm/a"] {
		severities([file(path, {})]) == {"low"}
	}
}

test_fires_medium_on_programs if {
	severities([file("/tmp/x", {"magic": "application/x-executable"})]) == {"medium"}
	severities([file("/tmp/x.sh", {"interpreter": "/bin/sh"})]) == {"medium"}
}

test_fires_once_on_many if {
	found := rule.findings with input.files as [file(sprintf("/tmp/src/%d", [i]), {}) | some i in numbers.range(1, 30)]
	[[f.location.path, f.message] | some f in found] == [["/tmp", "the image has 30 files in /tmp"]]
}

test_silent_on_what_programs_leave if {
	severities([
		file("/tmp/empty", {"size": 0}), file("/tmp/hsperfdata_root/12", {}), file("/tmp/.X11-unix/X0", {"type": "socket"}),
		file("/tmp/v8-compile-cache-0/x", {}), file("/tmp/dir", {"type": "directory"}),
	]) == set()
}

test_silent_on_removed_files_and_other_places if {
	severities([file("/tmp/x", {"deleted_in": "two"}), file("/srv/tmp/x", {}), file("/run/x.pid", {})]) == set()
}
