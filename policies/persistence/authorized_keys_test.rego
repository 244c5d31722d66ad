package rummage.persistence.authorized_keys_test

import data.rummage.persistence.authorized_keys as rule

file(change) := object.union({"path": "/root/.ssh/authorized_keys", "kind": "added", "type": "file", "size": 40, "text": "ssh-ed25519 AAAAinert me@there\n"}, change)

test_fires_when_added if {
	found := rule.findings with input.changes as [file({})]
	{f.severity | some f in found} == {"high"}
	some f in found
	f.evidence.keys == [{"type": "ssh-ed25519", "comment": "me@there"}]
}

test_fires_on_other_accounts if {
	count(rule.findings) == 1 with input.changes as [file({"path": "/home/app/.ssh/authorized_keys2", "kind": "modified"})]
}

test_fires_low_at_start if {
	found := rule.findings with input as {
		"config": {"started": "2026-01-02T03:04:05Z"},
		"changes": [file({"mtime": "2026-01-02T03:04:06Z"})],
	}
	{f.severity | some f in found} == {"low"}
}

test_silent_when_empty if {
	count(rule.findings) == 0 with input.changes as [file({"size": 0, "text": ""})]
}

test_silent_when_only_touched if {
	count(rule.findings) == 0 with input.changes as [file({"kind": "modified", "sha256": "a", "was": {"sha256": "a"}})]
}

test_silent_on_other_files if {
	count(rule.findings) == 0 with input.changes as [file({"path": "/root/.ssh/known_hosts"})]
}
