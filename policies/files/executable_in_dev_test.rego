package rummage.files.executable_in_dev_test

import data.rummage.files.executable_in_dev as rule

file(change) := object.union({"path": "/dev/x", "kind": "added", "type": "file", "mode": "644", "size": 90, "magic": "application/octet-stream", "sha256": "a"}, change)

test_fires_on_programs_scripts_and_modes if {
	every c in [{"magic": "application/x-executable"}, {"magic": "application/x-sharedlib"}, {"interpreter": "/bin/sh"}, {"mode": "755"}, {"mode": "711"}] {
		{[f.location.path, f.severity] | some f in rule.findings} == {["/dev/x", "high"]} with input.changes as [file(c)]
	}
}

test_fires_everywhere_below if {
	every path in ["/dev/.udev/x", "/dev/pts/x", "/dev/mapper/.a/b", "/dev/shm/x"] {
		{f.severity | some f in rule.findings} == {"high"} with input.changes as [file({"path": path, "magic": "application/x-executable", "mount": "tmpfs"})]
	}
}

test_fires_once_for_many if {
	found := rule.findings with input.changes as [file({"path": sprintf("/dev/.x/%d", [i]), "mode": "755"}) | some i in numbers.range(1, 11)]
	{[f.location.path, f.evidence.count] | some f in found} == {["/dev/.x", 11]}
}

test_fires_low_on_shared_memory_with_the_bit if {
	every path in ["/dev/shm/segment", "/dev/mqueue/q"] {
		{f.severity | some f in rule.findings} == {"low"} with input.changes as [file({"path": path, "mode": "777"})]
	}
}

test_silent_on_shared_memory if {
	every path in ["/dev/shm/psm_a1b2", "/dev/shm/sem.x", "/dev/shm/PostgreSQL.123", "/dev/mqueue/q"] {
		every mode in ["600", "644", "666"] {
			count(rule.findings) == 0 with input.changes as [file({"path": path, "mode": mode})]
		}
	}
}

test_silent_on_devices_links_and_directories if {
	every type in ["char", "block", "fifo", "socket", "symlink", "directory"] {
		count(rule.findings) == 0 with input.changes as [file({"type": type, "mode": "777"})]
	}
}

# What the engine makes in order to mount something over it.
test_silent_on_what_the_engine_makes if {
	every path in ["/dev/console", "/dev/pts", "/dev/shm"] {
		count(rule.findings) == 0 with input.changes as [file({"path": path, "mode": "755", "size": 0, "magic": "inode/x-empty"})]
		count(rule.findings) == 0 with input.changes as [file({"path": path, "mode": "755"})]
	}
	count(rule.findings) == 0 with input.changes as [file({"path": "/dev/init", "mode": "755", "size": 0})]
}

test_silent_on_a_package if {
	count(rule.findings) == 0 with input.changes as [file({"path": "/dev/MAKEDEV", "mode": "755", "package": "makedev"}), {"path": "/var/lib/dpkg/status", "kind": "modified", "type": "file"}]
}

test_silent_elsewhere if {
	every path in ["/devel/x", "/opt/dev/x"] {
		count(rule.findings) == 0 with input.changes as [file({"path": path, "mode": "755"})]
	}
}
