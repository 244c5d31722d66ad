package rummage.image.attack_tool_baked_in_test

import data.rummage.image.attack_tool_baked_in as rule

file(change) := object.union({"path": "/usr/local/bin/masscan", "kind": "added", "type": "file", "mode": "755", "size": 10, "layer": "one"}, change)

severities(change) := found if {
	found := {f.severity | some f in rule.findings} with input.files as [file(change)]
}

test_fires_on_names if {
	every path in ["/usr/local/bin/masscan", "/opt/linpeas.sh", "/usr/bin/frpc", "/root/deepce.sh"] {
		severities({"path": path}) == {"medium"}
	}
	severities({"path": "/usr/bin/hydra", "magic": "application/x-executable"}) == {"medium"}
}

test_fires_low_on_packages if {
	severities({"path": "/usr/bin/nmap", "package": "nmap"}) == {"low"}
}

test_silent_on_namesakes if {
	every change in [
		{"path": "/app/node_modules/.bin/cdk", "interpreter": "node"}, {"path": "/usr/bin/hydra", "interpreter": "python3"}, {"path": "/usr/share/bash-completion/completions/nmap"},
		{"path": "/srv/nmap", "type": "directory"}, {"mode": "644"}, {"size": 0}, {"path": "/usr/bin/mascan"},
	] {
		severities(change) == set()
	}
}

test_silent_on_removed_files_and_containers if {
	severities({"deleted_in": "two"}) == set()
	count(rule.findings) == 0 with input.changes as [file({})]
}
