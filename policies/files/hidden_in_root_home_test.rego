package rummage.files.hidden_in_root_home_test

import data.rummage.files.hidden_in_root_home as rule

file(change) := object.union({"path": "/root/x", "kind": "added", "type": "file", "mode": "644", "size": 9, "magic": "text/plain"}, change)

test_fires_on_programs_and_scripts if {
	every c in [
		file({"path": "/root/Datastealer.py"}),
		file({"path": "/home/app/run", "interpreter": "/bin/sh"}),
		file({"path": "/root/tools/m", "magic": "application/x-executable"}),
	] {
		{f.severity | some f in rule.findings} == {"medium"} with input.changes as [c]
	}
}

test_fires_on_hidden_files if {
	count(rule.findings) == 1 with input.changes as [file({"path": "/root/.x"})]
	count(rule.findings) == 1 with input.changes as [file({"path": "/home/app/.z/y"})]
}

test_fires_low_at_start if {
	found := rule.findings with input as {
		"config": {"started": "2026-01-02T03:04:05Z"},
		"changes": [file({"path": "/root/.apprc", "ctime": "2026-01-02T03:04:07Z", "mtime": "2026-01-02T03:04:07Z"})],
	}
	{f.severity | some f in found} == {"low"}
}

test_fires_on_a_program_at_start if {
	found := rule.findings with input as {
		"config": {"started": "2026-01-02T03:04:05Z"},
		"changes": [file({"path": "/root/init.sh", "ctime": "2026-01-02T03:04:07Z"})],
	}
	{f.severity | some f in found} == {"medium"}
}

test_silent_on_tools if {
	every path in [
		"/root/.bash_history", "/root/.cache/pip/x", "/root/.npm/_cacache/y", "/home/app/.cargo/bin/rg", "/root/.local/bin/x",
		"/root/.config/htop/htoprc", "/root/.wget-hsts", "/root/.python_history", "/root/.viminfo", "/root/.lesshst",
		"/root/.selected_editor", "/root/.gnupg/pubring.kbx", "/root/.ssh/known_hosts", "/home/app/.bashrc",
		"/home/node/app/node_modules/a/.b", "/root/.bash_history-01234.tmp",
	] {
		count(rule.findings) == 0 with input.changes as [file({"path": path})]
	}
}

test_silent_on_plain_files if {
	count(rule.findings) == 0 with input.changes as [file({"path": "/root/notes.txt"})]
}

test_silent_elsewhere if {
	count(rule.findings) == 0 with input.changes as [file({"path": "/srv/x.py"}), file({"path": "/home/x", "type": "directory"})]
}
