package rummage.files.timestamp_forged_test

import data.rummage.files.timestamp_forged as rule

file(change) := object.union(
	{
		"path": "/usr/bin/x", "kind": "added", "type": "file", "mode": "755", "size": 9, "magic": "application/x-executable",
		"mtime": "2024-03-04T05:06:07.123456789Z", "ctime": "2026-01-02T04:00:00.5Z",
	},
	change,
)

# document is a container of an image that was made at the end of 2025.
document(changes) := {
	"image": {"created": "2025-12-24T01:02:03.4Z"},
	"config": {"created": "2026-01-02T03:00:00Z", "started": "2026-01-02T03:00:01Z"},
	"collected_at": "2026-01-03T00:00:00Z",
	"changes": changes,
}

severities(c) := found if {
	found := {f.severity | some f in rule.findings} with input as document([c])
}

test_fires_on_what_runs if {
	every c in [
		{}, {"path": "/tmp/x", "mount": "tmpfs"}, {"mode": "644"}, {"magic": "text/plain", "interpreter": "/bin/sh", "mode": "644"},
		{"mtime": "2025-12-24T01:02:02Z"}, {"mtime": "2001-01-01T00:00:00Z"},
	] {
		severities(file(c)) == {"medium"}
	}
}

test_fires_on_what_says_what_runs if {
	every path in ["/etc/cron.d/x", "/var/spool/cron/crontabs/root", "/root/.ssh/authorized_keys", "/var/www/html/x.php", "/etc/ld.so.preload"] {
		severities(file({"path": path, "mode": "644", "magic": "text/plain"})) == {"medium"}
	}
}

test_fires_on_the_future if {
	severities(file({"mtime": "2031-01-01T00:00:00Z"})) == {"medium"}
	severities(object.remove(file({"mtime": "2031-01-01T00:00:00Z"}), ["ctime"])) == {"medium"}
	severities(file({"mtime": "2026-01-03T05:00:00Z"})) == {"medium"}
}

test_fires_on_times_past_the_reach_of_clocks if {
	severities(file({"mtime": "2446-05-10T22:38:55Z"})) == {"medium"}
	severities(file({"mtime": "1601-01-01T00:00:00Z"})) == {"medium"}
}

test_silent_on_the_time_of_another_zone if {
	severities(file({"mtime": "2026-01-02T18:00:00Z"})) == set()
}

test_silent_when_nobody_knows_when_it_was_looked_at if {
	found := rule.findings with input as object.union(document([object.remove(file({"mtime": "2026-01-02T00:00:00Z"}), ["ctime"])]), {"collected_at": "0001-01-01T00:00:00Z"})
	count(found) == 0
}

test_fires_on_the_future_without_the_image if {
	found := rule.findings with input as object.remove(document([file({"mtime": "2031-01-01T00:00:00Z"})]), ["image"])
	{f.message | some f in found} == {"/usr/bin/x: last changed in the future, by its own time"}
}

test_fires_and_says_when if {
	found := rule.findings with input as document([file({})])
	{[f.message, f.evidence.mtime, f.evidence.ctime] | some f in found} == {[
		"/usr/bin/x: last changed before the image was made, by its own time",
		{"/usr/bin/x": "2024-03-04T05:06:07.123456789Z"}, {"/usr/bin/x": "2026-01-02T04:00:00.5Z"},
	]}
}

test_fires_low_without_ctime if severities(object.remove(file({}), ["ctime"])) == {"low"}

# An entrypoint that copies with times.
test_fires_low_at_start if {
	severities(file({"path": "/etc/app.conf", "mode": "644", "magic": "text/plain", "ctime": "2026-01-02T03:00:03Z"})) == {"low"}
}

test_silent_on_times_since_the_image if {
	every mtime in ["2025-12-24T01:02:04Z", "2026-01-02T04:00:00Z", "2026-01-02T20:00:00Z"] {
		severities(file({"mtime": mtime})) == set()
	}
}

# A clock that was ahead when the image was made.
test_silent_when_the_image_is_younger_than_the_container if {
	c := file({"mtime": "2026-01-02T04:00:00Z"})
	found := rule.findings with input as object.union(document([c]), {"image": {"created": "2026-01-02T06:00:00Z"}})
	count(found) == 0
}

test_silent_when_the_inode_is_hardly_younger if {
	severities(file({"mtime": "2025-12-24T01:00:00Z", "ctime": "2025-12-24T01:30:00Z"})) == set()
}

test_silent_on_a_tree_with_times_of_its_own if {
	found := rule.findings with input as document([
		{"path": "/opt/tool", "kind": "added", "type": "directory", "mtime": "2026-01-02T04:00:00Z"},
		{"path": "/opt/tool/bin", "kind": "added", "type": "directory", "mtime": "2024-03-04T05:06:07Z"},
		file({"path": "/opt/tool/bin/a"}), file({"path": "/opt/tool/bin/sub/b"}),
	])
	count(found) == 0
}

test_silent_on_very_many if {
	found := rule.findings with input as document([file({"path": sprintf("/opt/tool/bin/%d", [i])}) | some i in numbers.range(1, 20)])
	count(found) == 0
}

test_fires_once_for_some if {
	found := rule.findings with input as document([file({"path": sprintf("/opt/tool/bin/%d", [i])}) | some i in numbers.range(1, 12)])
	{[f.location.path, f.evidence.count] | some f in found} == {["/opt/tool/bin", 12]}
}

test_silent_on_times_that_tools_give if {
	every mtime in ["1970-01-01T00:00:00Z", "1980-01-01T00:00:01Z", "1985-10-26T08:15:00Z", "2006-07-24T01:21:28Z"] {
		severities(file({"mtime": mtime})) == set()
	}
}

test_silent_on_packages if {
	every c in [{"package": "x"}, {"package": "pip:x", "interpreter": "/usr/bin/python3"}] {
		found := rule.findings with input as document([file(c), {"path": "/var/lib/dpkg/status", "kind": "modified", "type": "file"}])
		count(found) == 0
	}
	found := rule.findings with input as document([file({}), {"path": "/var/lib/rpm/rpmdb.sqlite", "kind": "modified", "type": "file"}])
	count(found) == 0
}

test_silent_on_data_directories_and_modified if {
	every c in [{"path": "/srv/x.csv", "mode": "644", "magic": "text/csv"}, {"type": "directory"}, {"kind": "modified"}, {"kind": "deleted"}, {"path": "/etc/hosts"}] {
		severities(file(c)) == set()
	}
}

test_silent_without_times if {
	severities(object.remove(file({}), ["mtime"])) == set()
	count(rule.findings) == 0 with input.changes as [file({})]
}
