package rummage.files.system_binary_modified_test

import data.rummage.files.system_binary_modified as rule

program(change) := object.union({"path": "/usr/bin/ls", "kind": "modified", "type": "file", "mode": "755", "size": 9, "sha256": "a", "was": {"type": "file", "size": 9, "sha256": "b"}}, change)

transaction := {"path": "/var/lib/dpkg/status", "kind": "modified", "type": "file"}

test_fires_on_programs_and_libraries if {
	every path in ["/bin/ls", "/usr/sbin/sshd", "/lib/x86_64-linux-gnu/libc.so.6", "/usr/lib64/libpam.so.0"] {
		count(rule.findings) == 1 with input.changes as [program({"path": path})]
	}
}

test_fires_with_what_there_was if {
	every path in ["/usr/local/bin/python3.12", "/usr/local/lib/libpython3.so"] {
		found := rule.findings with input.changes as [program({"path": path, "magic": "application/x-sharedlib"})]
		{[f.location.path, f.severity, f.evidence.size_in_image[path], f.evidence.sha256[path]] | some f in found} == {[path, "high", 9, "a"]}
	}
}

test_fires_medium_where_it_may_only_have_been_touched if {
	{f.severity | some f in rule.findings} == {"medium"} with input.changes as [object.remove(program({}), ["was"])]
	{f.severity | some f in rule.findings} == {"medium"} with input.changes as [object.union(object.remove(program({}), ["was"]), {"was": {"type": "file", "size": 9}})]
}

test_fires_high_with_another_size if {
	{f.severity | some f in rule.findings} == {"high"} with input.changes as [object.union(object.remove(program({}), ["was"]), {"was": {"type": "file", "size": 8}})]
}

test_fires_less_at_start if {
	every magic, severity in {"application/x-executable": "medium", "text/plain": "low"} {
		found := rule.findings with input as {
			"config": {"started": "2026-01-02T03:04:05Z"},
			"changes": [program({"ctime": "2026-01-02T03:04:06Z", "magic": magic})],
		}
		{f.severity | some f in found} == {severity}
	}
}

test_fires_low_where_no_package_tells_its_files if {
	every c in [program({}), object.remove(program({}), ["was"])] {
		found := rule.findings with input.changes as [c, {"path": "/var/lib/rpm/rpmdb.sqlite", "kind": "modified", "type": "file"}]
		{f.severity | some f in found} == {"low"}
	}
}

# Whoever can change the file can write such a record.
test_fires_in_spite_of_a_record_of_pip if {
	count(rule.findings) == 1 with input.changes as [program({"package": "pip:x", "magic": "application/x-executable"})]
}

test_fires_once_for_many if {
	found := rule.findings with input.changes as [program({"path": sprintf("/usr/bin/x%d", [i])}) | some i in numbers.range(1, 11)]
	{[f.location.path, f.evidence.count] | some f in found} == {["/usr/bin", 11]}
}

test_fires_on_a_replacement_by_a_link if {
	found := rule.findings with input.changes as [{"path": "/usr/bin/ps", "kind": "modified", "type": "symlink", "mode": "777", "link_target": "/tmp/ps", "was": {"type": "file"}}]
	{f.severity | some f in found} == {"high"}
}

test_fires_on_a_replacement_by_any_link if {
	found := rule.findings with input.changes as [{"path": "/usr/bin/ps", "kind": "modified", "type": "symlink", "mode": "777", "link_target": "ls", "was": {"type": "file"}}]
	{f.severity | some f in found} == {"high"}
}

test_fires_on_a_link_to_a_temporary_place_in_a_transaction if {
	found := rule.findings with input.changes as [{"path": "/usr/bin/ps", "kind": "modified", "type": "symlink", "mode": "777", "link_target": "/tmp/ps", "was": {"type": "file"}}, transaction]
	count(found) == 1
}

test_fires_in_a_transaction_on_what_no_package_has if {
	count(rule.findings) == 1 with input.changes as [program({}), transaction]
}

test_silent_on_installed_packages if {
	count(rule.findings) == 0 with input.changes as [program({"package": "coreutils"}), transaction]
}

test_silent_when_only_touched if {
	count(rule.findings) == 0 with input.changes as [program({"was": {"type": "file", "size": 9, "sha256": "a"}})]
}

test_silent_on_alternatives if {
	found := rule.findings with input.changes as [{"path": "/usr/bin/editor", "kind": "modified", "type": "symlink", "link_target": "/etc/alternatives/editor", "was": {"type": "file"}}]
	count(found) == 0
}

test_silent_on_links_of_packages if {
	every target in ["/usr/lib/x/ps", "ps.procps"] {
		found := rule.findings with input.changes as [{"path": "/usr/bin/ps", "kind": "modified", "type": "symlink", "mode": "777", "link_target": target, "was": {"type": "file"}}, transaction]
		count(found) == 0
	}
}

# npm and pip change what they installed before.
test_silent_on_trees_of_scripts if {
	every path in [
		"/usr/local/lib/node_modules/npm/bin/npm-cli.js", "/usr/lib/node_modules/x/build/Release/x.node",
		"/usr/lib/python3/dist-packages/x/tool.py", "/usr/local/lib/python3.12/site-packages/pip/__main__.py",
	] {
		count(rule.findings) == 0 with input.changes as [program({"path": path})]
	}
	every c in [
		program({"path": "/usr/local/bin/pip", "package": "pip:pip", "interpreter": "/usr/local/bin/python3.12"}),
		program({"path": "/usr/local/lib/python3.12/site-packages/x.so", "package": "pip:x", "magic": "application/x-sharedlib"}),
	] {
		count(rule.findings) == 0 with input.changes as [c]
	}
}

test_silent_on_mount_points if {
	found := rule.findings with input as {"config": {"mounts": [{"type": "bind", "destination": "/usr/bin/x"}]}, "changes": [program({"path": "/usr/bin/x"})]}
	count(found) == 0
}

test_silent_on_added_and_on_data if {
	count(rule.findings) == 0 with input.changes as [program({"kind": "added"}), program({"path": "/usr/lib/x.cache", "mode": "644"}), program({"path": "/opt/bin/x"})]
}
