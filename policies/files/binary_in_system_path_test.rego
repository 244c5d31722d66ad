package rummage.files.binary_in_system_path_test

import data.rummage.files.binary_in_system_path as rule

program(change) := object.union({"path": "/usr/bin/x", "kind": "added", "type": "file", "mode": "755", "size": 9000, "magic": "application/x-executable", "sha256": "a", "ctime": "2026-01-02T04:00:00Z"}, change)

script(change) := program(object.union({"path": "/usr/local/bin/x", "magic": "text/plain", "interpreter": "/bin/sh"}, change))

transaction := {"path": "/var/lib/dpkg/status", "kind": "modified", "type": "file"}

test_fires_in_every_directory if {
	every path in ["/bin/x", "/sbin/x", "/usr/bin/x", "/usr/sbin/x", "/usr/local/bin/x", "/usr/local/sbin/.x/y"] {
		{[f.location.path, f.severity] | some f in rule.findings} == {[path, "high"]} with input.changes as [program({"path": path})]
	}
}

test_fires_with_the_hash if {
	{f.evidence.sha256 | some f in rule.findings} == {{"/usr/bin/x": "a"}} with input.changes as [program({})]
}

test_fires_on_anything_that_can_be_run if {
	every c in [script({}), script({"mode": "644"}), program({"mode": "644"}), object.remove(script({}), ["interpreter"])] {
		count(rule.findings) == 1 with input.changes as [c]
	}
}

test_fires_on_a_link_to_a_temporary_or_hidden_place if {
	every target in ["/tmp/m", "/dev/shm/x", "/usr/lib/.z/m"] {
		count(rule.findings) == 1 with input.changes as [{"path": "/usr/bin/ls2", "kind": "added", "type": "symlink", "mode": "777", "size": 0, "link_target": target}]
	}
}

test_fires_once_for_many if {
	found := rule.findings with input.changes as [program({"path": sprintf("/usr/bin/x%d", [i])}) | some i in numbers.range(1, 11)]
	{[f.location.path, f.evidence.count] | some f in found} == {["/usr/bin", 11]}
}

test_fires_in_a_transaction_on_what_no_package_has if {
	{f.severity | some f in rule.findings} == {"high"} with input.changes as [program({}), transaction]
}

test_fires_less_at_start if {
	every c, severity in {script({}): "low", program({}): "medium"} {
		found := rule.findings with input as {"config": {"started": "2026-01-02T03:59:57Z"}, "changes": [c]}
		{f.severity | some f in found} == {severity}
	}
}

test_fires_low_where_no_package_tells_its_files if {
	found := rule.findings with input.changes as [program({}), {"path": "/var/lib/rpm/rpmdb.sqlite", "kind": "modified", "type": "file"}]
	{f.severity | some f in found} == {"low"}
}

test_fires_low_on_what_dpkg_puts_aside if {
	found := rule.findings with input.changes as [program({"path": "/usr/bin/x.distrib"}), transaction]
	{f.severity | some f in found} == {"low"}
	without := rule.findings with input.changes as [program({"path": "/usr/bin/x.distrib"})]
	{f.severity | some f in without} == {"high"}
}

test_fires_low_on_starters_of_ruby_packages if {
	gem := {"path": "/var/lib/gems/3.3.0/specifications/rack-3.0.gemspec", "kind": "added", "type": "file"}
	every c, severity in {script({"interpreter": "ruby"}): "low", script({"interpreter": "/usr/bin/ruby3.3"}): "low", script({}): "high"} {
		{f.severity | some f in rule.findings} == {severity} with input.changes as [c, gem]
	}
}

test_fires_low_on_programs_of_python_packages if {
	{f.severity | some f in rule.findings} == {"low"} with input.changes as [program({"path": "/usr/local/bin/ruff", "package": "pip:ruff"})]
}

test_silent_on_packages if {
	count(rule.findings) == 0 with input.changes as [program({"package": "nmap"}), transaction]
}

# What pip installs is in its RECORD; npm makes links.
test_silent_on_scripts_of_pip_and_npm if {
	count(rule.findings) == 0 with input.changes as [script({"interpreter": "/usr/local/bin/python3.12", "package": "pip:black"})]
	count(rule.findings) == 0 with input.changes as [{"path": "/usr/local/bin/tsc", "kind": "added", "type": "symlink", "mode": "777", "link_target": "../lib/node_modules/typescript/bin/tsc"}]
	count(rule.findings) == 0 with input.changes as [{"path": "/usr/local/bin/uv", "kind": "added", "type": "symlink", "mode": "777", "link_target": "/root/.local/bin/uv"}]
}

test_silent_on_links_of_alternatives if {
	count(rule.findings) == 0 with input.changes as [{"path": "/usr/bin/editor", "kind": "added", "type": "symlink", "mode": "777", "link_target": "/etc/alternatives/editor"}]
}

# The engine makes an empty file where it mounts one.
test_silent_on_mount_points if {
	count(rule.findings) == 0 with input.changes as [program({"path": "/sbin/docker-init", "size": 0, "magic": "inode/x-empty"})]
	count(rule.findings) == 0 with input as {
		"config": {"mounts": [{"type": "bind", "destination": "/usr/local/bin/entrypoint.sh"}]},
		"changes": [script({"path": "/usr/local/bin/entrypoint.sh"})],
	}
}

test_silent_on_data if {
	count(rule.findings) == 0 with input.changes as [object.remove(script({"mode": "644"}), ["interpreter"]), program({"type": "directory", "magic": ""})]
}

test_silent_on_modified_and_deleted if {
	count(rule.findings) == 0 with input.changes as [program({"kind": "modified"})]
	count(rule.findings) == 0 with input.changes as [program({"kind": "deleted"})]
}

test_silent_elsewhere if {
	every path in ["/opt/app/bin/x", "/var/www/html/cgi-bin/x.cgi", "/usr/lib/x", "/usr/local/lib/x"] {
		count(rule.findings) == 0 with input.changes as [program({"path": path})]
	}
}

test_silent_on_what_the_site_allows if {
	count(rule.findings) == 0 with input.changes as [program({})] with data.allow.processes as ["/usr/bin/x"]
}
