package rummage.files.setuid_added_test

import data.rummage.files.setuid_added as rule

file(change) := object.union({"path": "/usr/bin/x", "kind": "added", "type": "file", "mode": "4755", "uid": 0, "gid": 0}, change)

test_fires_when_added if {
	{f.severity | some f in rule.findings} == {"high"} with input.changes as [file({})]
}

test_fires_on_setgid if {
	count(rule.findings) == 1 with input.changes as [file({"mode": "2755"})]
}

test_fires_when_the_bit_was_set if {
	{f.severity | some f in rule.findings} == {"high"} with input.changes as [file({"kind": "modified", "was": {"mode": "755"}})]
}

test_fires_medium_when_the_image_is_not_known if {
	{f.severity | some f in rule.findings} == {"medium"} with input.changes as [file({"kind": "modified"})]
}

test_silent_when_the_image_has_the_bit if {
	count(rule.findings) == 0 with input.changes as [file({"kind": "modified", "was": {"mode": "4755"}})]
}

test_silent_without_the_bit if {
	count(rule.findings) == 0 with input.changes as [file({"mode": "755"}), file({"mode": "1777"})]
}

test_silent_on_directories if {
	count(rule.findings) == 0 with input.changes as [file({"type": "directory", "mode": "2775"})]
}

test_silent_on_installed_packages if {
	found := rule.findings with input.changes as [file({"package": "sudo"}), {"path": "/var/lib/dpkg/status", "kind": "modified", "type": "file"}]
	count(found) == 0
}
