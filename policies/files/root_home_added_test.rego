package rummage.files.root_home_added_test

import data.rummage.files.root_home_added as rule

added(path) := {"path": path, "kind": "added", "type": "file", "mode": "644", "magic": "text/plain"}

test_fires_on_other_files if {
	found := rule.findings with input.changes as [added("/root/notes.txt"), added("/root/loot/a")]
	{f.location.path | some f in found} == {"/root/notes.txt", "/root/loot/a"}
}

test_fires_once_for_many if {
	found := rule.findings with input.changes as [added(sprintf("/root/loot/%d", [i])) | some i in numbers.range(1, 11)]
	{f.location.path | some f in found} == {"/root/loot"}
}

test_silent_on_tools if {
	every path in ["/root/.bash_history", "/root/.python_history", "/root/.wget-hsts", "/root/.viminfo", "/root/.lesshst", "/root/.selected_editor", "/root/.gnupg/x"] {
		count(rule.findings) == 0 with input.changes as [added(path)]
	}
}

test_silent_on_what_another_rule_tells if {
	count(rule.findings) == 0 with input.changes as [added("/root/x.py"), added("/root/.x")]
}

test_silent_elsewhere if {
	count(rule.findings) == 0 with input.changes as [added("/home/app/notes.txt"), {"path": "/root", "kind": "modified", "type": "directory"}]
}
