package rummage.files.system_binary_modified_test

import data.rummage.files.system_binary_modified as rule

program(change) := object.union({"path": "/usr/bin/ls", "kind": "modified", "type": "file", "mode": "755", "size": 9, "sha256": "a", "was": {"type": "file", "size": 9, "sha256": "b"}}, change)

transaction := {"path": "/var/lib/dpkg/status", "kind": "modified", "type": "file"}

test_fires_on_programs_and_libraries if {
	every path in ["/bin/ls", "/usr/sbin/sshd", "/lib/x86_64-linux-gnu/libc.so.6", "/usr/lib64/libpam.so.0"] {
		count(rule.findings) == 1 with input.changes as [program({"path": path})]
	}
}

test_fires_without_the_image_at_hand if {
	count(rule.findings) == 1 with input.changes as [object.remove(program({}), ["was"])]
}

test_fires_on_a_replacement_by_a_link if {
	found := rule.findings with input.changes as [{"path": "/usr/bin/ps", "kind": "modified", "type": "symlink", "mode": "777", "link_target": "/tmp/ps", "was": {"type": "file"}}]
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

test_silent_on_added_and_on_data if {
	count(rule.findings) == 0 with input.changes as [program({"kind": "added"}), program({"path": "/usr/lib/x.cache", "mode": "644"}), program({"path": "/opt/bin/x"})]
}
