package rummage.files.history_to_null_test

import data.rummage.files.history_to_null as rule

linked(target) := {"path": "/root/.bash_history", "kind": "added", "type": "symlink", "link_target": target}

test_fires_on_a_link_to_null if {
	every target in ["/dev/null", "../dev/null"] {
		count(rule.findings) == 1 with input.changes as [linked(target)]
	}
}

test_fires_on_any_shell_and_home if {
	every path in ["/home/app/.ash_history", "/var/lib/postgresql/.psql_history", "/root/.local/share/fish/fish_history"] {
		count(rule.findings) == 1 with input.changes as [object.union(linked("/dev/null"), {"path": path})]
	}
}

test_silent_on_other_names if {
	count(rule.findings) == 0 with input.changes as [object.union(linked("/dev/null"), {"path": "/root/.bashrc"})]
}

test_silent_on_other_links if {
	count(rule.findings) == 0 with input.changes as [linked("/persist/history")]
}

test_silent_on_a_file if {
	count(rule.findings) == 0 with input.changes as [{"path": "/root/.bash_history", "kind": "added", "type": "file"}]
}

test_silent_when_the_image_has_it_so if {
	found := rule.findings with input.changes as [object.union(linked("/dev/null"), {"kind": "modified", "was": {"type": "symlink", "link_target": "/dev/null"}})]
	count(found) == 0
}
