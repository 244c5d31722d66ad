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

test_fires_in_the_places_that_sshd_is_told_of if {
	every path in ["/etc/ssh/authorized_keys/root", "/etc/ssh/authorized_keys.d/app"] {
		count(rule.findings) == 1 with input.changes as [file({"path": path})]
	}
}

test_fires_on_a_key_beside_others if {
	found := rule.findings with input.changes as [file({
		"kind": "modified", "text": "ssh-rsa AAAAold ours\n# new\nno-pty ssh-ed25519 AAAAinert me@there\n", "was": {"text": "ssh-rsa AAAAold ours\n"},
	})]
	some f in found
	f.evidence.keys == [{"type": "ssh-ed25519", "comment": "me@there"}]
}

test_fires_on_a_link if {
	count(rule.findings) == 1 with input.changes as [{"path": "/root/.ssh/authorized_keys", "kind": "added", "type": "symlink", "link_target": "/srv/k", "size": 6}]
}

test_fires_without_its_content if {
	count(rule.findings) == 1 with input.changes as [object.remove(file({}), ["text"])]
}

test_silent_when_keys_were_taken_away if {
	found := rule.findings with input.changes as [file({
		"kind": "modified", "text": "# none\nssh-rsa AAAAold ours\n", "was": {"text": "ssh-rsa AAAAold ours\nssh-rsa AAAAolder ours\n"},
	})]
	count(found) == 0
}

test_silent_on_packages if {
	found := rule.findings with input.changes as [file({"package": "x"}), {"path": "/var/lib/dpkg/status", "kind": "modified", "type": "file"}]
	count(found) == 0
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
