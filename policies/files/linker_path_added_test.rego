package rummage.files.linker_path_added_test

import data.rummage.files.linker_path_added as rule

conf(text) := {"path": "/etc/ld.so.conf.d/x.conf", "kind": "added", "type": "file", "mode": "644", "size": 9, "text": text}

test_fires_on_directories_that_others_can_write_to if {
	every dir in ["/tmp", "/tmp/", "/dev/shm/lib", "/var/tmp/.x", "/home/app/lib", "/usr/lib/.z", "/var/www/lib"] {
		{f.severity | some f in rule.findings} == {"medium"} with input.changes as [conf(dir)]
	}
}

test_fires_on_every_file_of_settings if {
	every path in ["/etc/ld.so.conf", "/etc/ld.so.conf.d/a.conf", "/etc/ld-musl-x86_64.path"] {
		count(rule.findings) == 1 with input.changes as [object.union(conf("/lib:/tmp/lib\n"), {"path": path})]
	}
}

test_fires_on_a_directory_that_was_made_so if {
	every mode, uid in {"777": 0, "755": 33} {
		found := rule.findings with input.changes as [
			conf("/opt/lib\n"),
			{"path": "/opt/lib", "kind": "added", "type": "directory", "mode": mode, "uid": uid, "gid": 0},
		]
		{f.evidence.directories | some f in found} == {["/opt/lib"]}
	}
}

test_fires_on_what_is_new if {
	found := rule.findings with input.changes as [object.union(conf("/opt/lib\n/tmp\n/home/app/lib"), {"kind": "modified", "was": {"text": "/home/app/lib\n"}})]
	{f.evidence.directories | some f in found} == {["/tmp"]}
}

test_fires_low_at_start if {
	found := rule.findings with input as {
		"config": {"started": "2026-01-02T03:04:05Z"},
		"changes": [object.union(conf("/home/app/lib"), {"ctime": "2026-01-02T03:04:06Z"})],
	}
	{f.severity | some f in found} == {"low"}
}

test_silent_on_directories_of_root if {
	every text in ["/usr/local/lib\n", "/usr/local/cuda/lib64", "/opt/conda/lib", "# /tmp\n/usr/lib/x\n", "include /etc/ld.so.conf.d/*.conf", "lib", ""] {
		count(rule.findings) == 0 with input.changes as [conf(text)]
	}
	found := rule.findings with input.changes as [conf("/opt/lib"), {"path": "/opt/lib", "kind": "added", "type": "directory", "mode": "755", "uid": 0, "gid": 0}]
	count(found) == 0
}

test_silent_on_a_package if {
	count(rule.findings) == 0 with input.changes as [object.union(conf("/var/cache/x"), {"package": "x"}), {"path": "/var/lib/dpkg/status", "kind": "modified", "type": "file"}]
}

test_silent_on_the_cache_alone if {
	count(rule.findings) == 0 with input.changes as [{"path": "/etc/ld.so.cache", "kind": "modified", "type": "file", "mode": "644", "size": 9000, "magic": "application/octet-stream"}]
}

test_silent_when_the_image_has_it if {
	count(rule.findings) == 0 with input.changes as [object.union(conf("/tmp"), {"kind": "modified", "sha256": "a", "was": {"sha256": "a"}})]
	count(rule.findings) == 0 with input.changes as [object.union(conf("/tmp\n"), {"kind": "modified", "was": {"text": "/tmp"}})]
}

test_silent_on_other_files if {
	every path in ["/etc/ld.so.conf.d/README", "/etc/x.conf", "/srv/ld.so.conf.d/x.conf", "/etc/x.path"] {
		count(rule.findings) == 0 with input.changes as [object.union(conf("/tmp"), {"path": path})]
	}
}

test_silent_without_a_text if {
	count(rule.findings) == 0 with input.changes as [object.remove(conf(""), ["text"]), object.union(conf("/tmp"), {"kind": "deleted"})]
}
