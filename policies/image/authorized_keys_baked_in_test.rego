package rummage.image.authorized_keys_baked_in_test

import data.rummage.image.authorized_keys_baked_in as rule

file(change) := object.union({"path": "/root/.ssh/authorized_keys", "kind": "added", "type": "file", "mode": "600", "layer": "one", "text": "ssh-ed25519 AAAAinert me@there\n"}, change)

test_fires_on_keys if {
	found := rule.findings with input.files as [file({})]
	[[f.message, f.evidence.keys] | some f in found] == [["/root/.ssh/authorized_keys gives access to 1 keys", [{"type": "ssh-ed25519", "comment": "me@there"}]]]
}

test_fires_in_each_form if {
	every change in [
		{"path": "/home/app/.ssh/authorized_keys2"}, {"text": "# mine\ncommand=\"x\",no-pty ssh-rsa AAAA"},
		{"text": "sk-ssh-ed25519@openssh.com AAAA token"}, {"text": "ecdsa-sha2-nistp256 AAAA"},
	] {
		count(rule.findings) == 1 with input.files as [file(change)]
	}
}

test_silent_without_keys if {
	every text in ["", "# none yet\n", "\n\n"] {
		count(rule.findings) == 0 with input.files as [file({"text": text})]
	}
}

test_silent_on_fixtures_and_packages if {
	every change in [{"path": "/usr/lib/python3/dist-packages/paramiko/tests/authorized_keys"}, {"package": "x"}, {"path": "/root/.ssh/known_hosts"}, {"type": "directory"}] {
		count(rule.findings) == 0 with input.files as [file(change)]
	}
}

test_silent_on_removed_files_and_containers if {
	count(rule.findings) == 0 with input.files as [file({"deleted_in": "two"})]
	count(rule.findings) == 0 with input.changes as [file({})]
}
