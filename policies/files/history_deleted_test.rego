package rummage.files.history_deleted_test

import data.rummage.files.history_deleted as rule

deleted(change) := object.union({"path": "/root/.bash_history", "kind": "deleted"}, change)

test_fires_when_deleted if {
	every path in ["/root/.bash_history", "/home/app/.zsh_history", "/root/.ash_history", "/var/lib/mysql/.mysql_history", "/root/.python_history"] {
		{f.severity | some f in rule.findings} == {"medium"} with input.changes as [deleted({"path": path})]
	}
}

test_fires_with_the_size_in_the_image if {
	{f.evidence.size_in_image | some f in rule.findings} == {70} with input.changes as [deleted({"was": {"type": "file", "size": 70}})]
}

test_fires_when_emptied if {
	found := rule.findings with input.changes as [deleted({"kind": "modified", "type": "file", "size": 0, "was": {"type": "file", "size": 70}})]
	{f.message | some f in found} == {"/root/.bash_history was emptied"}
}

test_fires_low_with_the_home if {
	found := rule.findings with input.changes as [{"path": "/home/app", "kind": "deleted", "lost": ["/home/app/.bash_history", "/home/app/.bashrc"]}]
	{[f.location.path, f.severity] | some f in found} == {["/home/app/.bash_history", "low"]}
}

test_silent_on_other_files if {
	every path in ["/root/.bashrc", "/root/.bash_history-00123.tmp", "/root/history"] {
		count(rule.findings) == 0 with input.changes as [deleted({"path": path})]
	}
}

test_silent_on_an_empty_one if {
	count(rule.findings) == 0 with input.changes as [deleted({"was": {"type": "file", "size": 0}})]
	count(rule.findings) == 0 with input.changes as [deleted({"kind": "modified", "type": "file", "size": 0, "was": {"type": "file", "size": 0}})]
}

test_silent_when_a_session_adds_to_it if {
	count(rule.findings) == 0 with input.changes as [deleted({"kind": "modified", "type": "file", "size": 99, "was": {"type": "file", "size": 70}})]
	count(rule.findings) == 0 with input.changes as [deleted({"kind": "added", "type": "file", "size": 0})]
}
