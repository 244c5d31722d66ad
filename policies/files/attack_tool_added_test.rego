package rummage.files.attack_tool_added_test

import data.rummage.files.attack_tool_added as rule

program(change) := object.union({"path": "/opt/masscan", "kind": "added", "type": "file", "mode": "755", "size": 9000, "magic": "application/x-executable", "sha256": "a"}, change)

script(change) := program(object.union({"magic": "text/plain", "interpreter": "/bin/sh"}, change))

transaction := {"path": "/var/lib/dpkg/status", "kind": "modified", "type": "file"}

test_fires_on_tools_anywhere if {
	every path in [
		"/opt/masscan", "/tmp/.x/zgrab2", "/usr/bin/nmap", "/root/hydra", "/dev/shm/chisel", "/usr/local/bin/frpc", "/tmp/gost",
		"/tmp/tmate", "/tmp/peirates", "/srv/cdk", "/tmp/pspy64", "/var/tmp/kerbrute", "/opt/a/b/c/ligolo-agent",
	] {
		{[f.location.path, f.severity] | some f in rule.findings} == {[path, "medium"]} with input.changes as [program({"path": path})]
	}
}

test_fires_on_scripts if {
	every path in ["/tmp/linpeas.sh", "/root/deepce.sh", "/opt/LinEnum.sh", "/tmp/sqlmap.py"] {
		count(rule.findings) == 1 with input.changes as [script({"path": path, "mode": "644"})]
	}
}

test_fires_and_says_why if {
	{f.message | some f in rule.findings} == {"/opt/masscan was added: by its name, it scans networks and services"} with input.changes as [program({})]
}

test_fires_on_what_is_known_by_its_content if {
	found := rule.findings with input as {
		"changes": [program({"path": "/tmp/update"})],
		"matches": [{"rule": "some_scanner", "tags": ["scanner"], "path": "/tmp/update"}],
	}
	{[f.message, f.evidence.rules] | some f in found} == {["/tmp/update was added: by its content, it scans hosts, or guesses passwords", {"some_scanner"}]}
}

test_fires_on_a_script_that_is_known_by_its_content if {
	found := rule.findings with input as {
		"changes": [program({"path": "/tmp/x.py", "mode": "644", "magic": "text/plain"})],
		"matches": [{"rule": "some_tunnel", "tags": ["tunnel"], "path": "/tmp/x.py"}],
	}
	{f.message | some f in found} == {"/tmp/x.py was added: by its content, it leads a tunnel"}
}

test_silent_on_settings_that_are_known_by_their_content if {
	found := rule.findings with input as {
		"changes": [program({"path": "/etc/frpc.toml", "mode": "644", "magic": "text/plain"})],
		"matches": [{"rule": "some_tunnel", "tags": ["tunnel"], "path": "/etc/frpc.toml"}],
	}
	count(found) == 0
}

test_fires_once_on_both if {
	found := rule.findings with input as {
		"changes": [program({})],
		"matches": [{"rule": "some_scanner", "tags": ["scanner"], "path": "/opt/masscan"}],
	}
	count(found) == 1
}

test_fires_with_an_index if {
	c := program({})
	found := rule.findings with input.index as {"name": {"masscan": [c]}, "path": {"/opt/masscan": c}}
	count(found) == 1
}

test_fires_low_on_packages if {
	{f.severity | some f in rule.findings} == {"low"} with input.changes as [program({"path": "/usr/bin/nmap", "package": "nmap"}), transaction]
	{f.severity | some f in rule.findings} == {"low"} with input.changes as [script({"path": "/usr/local/bin/psexec.py", "package": "pip:impacket"})]
	{f.severity | some f in rule.findings} == {"low"} with input.changes as [program({"path": "/usr/bin/nmap"}), {"path": "/var/lib/rpm/rpmdb.sqlite", "kind": "modified", "type": "file"}]
}

test_fires_in_a_transaction_on_what_no_package_has if {
	{f.severity | some f in rule.findings} == {"medium"} with input.changes as [program({}), transaction]
}

test_silent_on_other_programs if {
	every path in ["/usr/bin/curl", "/opt/masscan/README", "/opt/nmap-services", "/opt/masscan.conf", "/usr/bin/socat"] {
		count(rule.findings) == 0 with input.changes as [program({"path": path})]
	}
}

test_silent_on_what_cannot_be_run if {
	every c in [{"mode": "644", "magic": "text/plain"}, {"type": "directory"}, {"size": 0}, {"kind": "deleted"}] {
		count(rule.findings) == 0 with input.changes as [program(c)]
	}
}

# The command line of AWS's CDK, and completions, have such names too.
test_silent_on_namesakes if {
	count(rule.findings) == 0 with input.changes as [script({"path": "/usr/local/bin/cdk", "interpreter": "node"})]
	count(rule.findings) == 0 with input.changes as [script({"path": "/usr/local/lib/node_modules/aws-cdk/bin/cdk", "interpreter": "node"})]
	count(rule.findings) == 0 with input.changes as [script({"path": "/usr/share/bash-completion/completions/nmap"})]
}

test_silent_when_the_image_has_it if {
	count(rule.findings) == 0 with input.changes as [program({"kind": "modified", "was": {"sha256": "a"}})]
	found := rule.findings with input as {
		"changes": [program({"path": "/opt/x", "kind": "modified", "was": {"sha256": "a"}})],
		"matches": [{"rule": "some_scanner", "tags": ["scanner"], "path": "/opt/x"}],
	}
	count(found) == 0
}

test_silent_on_what_the_site_allows if {
	count(rule.findings) == 0 with input.changes as [program({})] with data.allow.processes as ["/opt/*"]
	count(rule.findings) == 1 with input.changes as [program({})] with data.allow.processes as ["masscan"]
}
