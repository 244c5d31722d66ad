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

test_fires_with_mode_and_owner if {
	found := rule.findings with input.changes as [file({"kind": "modified", "uid": 3, "was": {"mode": "755"}})]
	some f in found
	f.message == "/usr/bin/x: set-user-ID or set-group-ID, with mode 4755"
	f.evidence.modes_in_image == {"/usr/bin/x": "755"}
	f.evidence.owners == {"/usr/bin/x": {"uid": 3, "gid": 0}}
}

test_fires_on_a_script if {
	{f.severity | some f in rule.findings} == {"high"} with input.changes as [file({"mode": "2755", "magic": "text/plain", "interpreter": "/bin/sh"})]
}

test_fires_high_on_data_with_the_user_bit if {
	{f.severity | some f in rule.findings} == {"high"} with input.changes as [file({"mode": "4755", "magic": "application/octet-stream"})]
	{f.severity | some f in rule.findings} == {"high"} with input.changes as [file({"mode": "6755", "magic": "application/octet-stream"})]
}

test_fires_low_and_once_on_data_with_the_group_bit if {
	found := rule.findings with input.changes as [file({"path": sprintf("/srv/data/%d", [i]), "mode": "2775", "magic": "text/plain"}) | some i in numbers.range(1, 11)]
	{[f.location.path, f.severity, f.evidence.count] | some f in found} == {["/srv/data", "low", 11]}
}

test_fires_low_where_no_package_tells_its_files if {
	found := rule.findings with input.changes as [file({}), {"path": "/var/lib/rpm/rpmdb.sqlite", "kind": "modified", "type": "file"}]
	{f.severity | some f in found} == {"low"}
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

# A record of pip can say anything.
test_fires_in_spite_of_a_record_of_pip if {
	count(rule.findings) == 1 with input.changes as [file({"package": "pip:x"})]
}
