package rummage.files.capability_added_test

import data.rummage.files.capability_added as rule

program(change) := object.union({"path": "/usr/bin/python3.12", "kind": "modified", "type": "file", "mode": "755", "sha256": "a", "capabilities": ["CAP_SETUID"], "ctime": "2026-01-02T04:00:00Z"}, change)

test_fires_on_added_and_modified if {
	every c in [{}, {"kind": "added"}, {"was": {"sha256": "a"}}, {"capabilities": ["CAP_DAC_READ_SEARCH", "CAP_NET_RAW"]}] {
		{f.severity | some f in rule.findings} == {"medium"} with input.changes as [program(c)]
	}
}

test_fires_on_usual_ones_of_a_new_program if {
	{f.severity | some f in rule.findings} == {"medium"} with input.changes as [program({"kind": "added", "capabilities": ["CAP_NET_RAW"]})]
}

test_fires_low_on_what_the_image_may_have if {
	{f.severity | some f in rule.findings} == {"low"} with input.changes as [program({"capabilities": ["CAP_NET_BIND_SERVICE"], "was": {"sha256": "a"}})]
}

# Entrypoints run setcap.
test_fires_low_at_start if {
	{f.severity | some f in rule.findings} == {"low"} with input as {
		"config": {"started": "2026-01-02T03:59:59Z"},
		"changes": [program({"path": "/bin/vault", "capabilities": ["CAP_IPC_LOCK", "CAP_SYS_ADMIN"]})],
	}
}

test_silent_on_a_package if {
	found := rule.findings with input.changes as [program({"kind": "added", "package": "iputils-ping"}), {"path": "/var/lib/dpkg/status", "kind": "modified", "type": "file"}]
	count(found) == 0
}

test_fires_in_spite_of_a_record_of_pip if {
	count(rule.findings) == 1 with input.changes as [program({"package": "pip:x"})]
}

test_silent_without_capabilities if {
	count(rule.findings) == 0 with input.changes as [object.remove(program({}), ["capabilities"])]
	found := rule.findings with input.changes as [object.union(program({}), {"capabilities": []})]
	count(found) == 0
}
