package rummage.persistence.trojaned_tool_test

import data.rummage.persistence.trojaned_tool as rule

replaced(path) := {
	"path": path, "kind": "modified", "type": "file", "mode": "755", "magic": "application/x-executable", "size": 9, "sha256": "a",
	"was": {"type": "file", "size": 9, "sha256": "b"},
}

added(path) := {"path": path, "kind": "added", "type": "file", "mode": "755", "magic": "application/x-executable", "size": 9, "sha256": "a"}

script(path) := object.union(added(path), {"magic": "text/x-shellscript", "interpreter": "/bin/sh"})

link(path, target) := {"path": path, "kind": "added", "type": "symlink", "mode": "777", "link_target": target}

bashrc(text) := {"path": "/root/.bashrc", "kind": "modified", "type": "file", "size": 99, "text": concat("", ["alias ls='ls -F'\n", text]), "was": {"text": "alias ls='ls -F'\n"}}

transaction := {"path": "/var/lib/dpkg/status", "kind": "modified", "type": "file"}

found(changes) := result if {
	result := {[f.severity, f.location.path] | some f in rule.findings} with input.changes as changes
}

test_fires_on_replaced_tools if {
	every path in ["/usr/bin/ps", "/bin/ls", "/usr/bin/ldd", "/usr/sbin/sshd", "/usr/bin/ssh", "/usr/sbin/ss", "/usr/bin/curl", "/usr/local/bin/wget"] {
		found([replaced(path)]) == {["critical", path]}
	}
}

test_fires_high_without_the_image_at_hand if found([object.remove(replaced("/usr/bin/ps"), ["was"])]) == {["high", "/usr/bin/ps"]}

# A script in place of what was a link to busybox.
test_fires_on_a_replaced_link if {
	change := object.union(object.remove(script("/bin/ps"), ["kind"]), {"kind": "modified", "was": {"type": "symlink", "link_target": "/bin/busybox"}})
	found([change]) == {["critical", "/bin/ps"]}
}

test_fires_on_links_in_place_of_tools if {
	every target in ["/tmp/x", "/usr/bin/true", "/usr/lib/.x/ps", "../local/ps"] {
		change := object.union(object.remove(link("/usr/bin/ps", target), ["kind"]), {"kind": "modified", "was": {"type": "file"}})
		found([change, added("/usr/local/ps")]) == {["critical", "/usr/bin/ps"]}
	}
}

test_fires_in_a_transaction_on_what_no_package_has if found([replaced("/usr/bin/ps"), transaction]) == {["critical", "/usr/bin/ps"]}

test_fires_on_shadows if {
	every path in ["/usr/local/bin/ps", "/usr/local/sbin/top", "/usr/sbin/ls", "/usr/local/bin/crontab"] {
		found([added(path)]) == {["critical", path]}
		found([script(path)]) == {["critical", path]}
	}
	found([script("/usr/local/bin/ss")]) == {["critical", "/usr/local/bin/ss"]}
	found([link("/usr/local/bin/ps", "/usr/bin/true")]) == {["critical", "/usr/local/bin/ps"]}
}

# The image may lack it: then somebody only brought it.
test_fires_high_on_what_images_lack if found([added("/usr/local/bin/ss")]) == {["high", "/usr/local/bin/ss"]}

test_fires_on_shadows_by_the_path_of_the_container if {
	findings := rule.findings with input as {
		"config": {"env": [{"name": "PATH", "value": "/go/bin:/usr/local/go/bin:/usr/bin:/bin"}]},
		"changes": [added("/go/bin/ps"), added("/usr/local/bin/ps")],
	}
	{f.location.path | some f in findings} == {"/go/bin/ps"}
}

test_fires_on_aliases if {
	every line in [
		"alias ps='ps | grep -v miner'", "alias ps=\"ps aux | grep -vE 'x|y'\"", "alias top='/tmp/.x/top'", "alias netstat='true'",
		"alias ssh='strace -o /var/lib/.log -e read,write ssh'", "alias ls='updater; ls'", "alias ls=updater", "alias ss='ss | sed /4444/d'",
	] {
		found([bashrc(line), added("/usr/local/bin/updater")]) == {["critical", "/root/.bashrc"]}
	}
}

test_fires_on_functions if {
	every text in [
		"ps() { command ps \"$@\" | grep -v x; }\n", "function ls() {\n  /bin/ls \"$@\" | grep -v '^x'\n}\n", "ssh ()\n{\n  echo $* | tee -a /var/lib/x\n  command ssh \"$@\"\n}\n",
		"ls() { /tmp/.x/l; command ls \"$@\"; }\n", "curl() { updater; command curl \"$@\"; }\n",
	] {
		found([bashrc(text), added("/usr/local/bin/updater")]) == {["critical", "/root/.bashrc"]}
	}
}

test_fires_at_start if {
	findings := rule.findings with input as {
		"config": {"started": "2026-01-02T03:04:05Z", "entrypoint": ["/init"], "cmd": []},
		"changes": [object.union(replaced("/usr/bin/ps"), {"mtime": "2026-01-02T03:04:06Z"})],
	}
	{f.severity | some f in findings} == {"critical"}
}

test_silent_on_installed_packages if {
	found([object.union(replaced("/usr/bin/ps"), {"package": "procps"}), transaction]) == set()
	found([object.union(added("/usr/local/bin/ps"), {"package": "x"}), transaction]) == set()
}

# A package that was removed gives the tool back to busybox.
test_silent_on_links_to_what_stands_for_many if {
	found([link("/usr/local/bin/ps", "/bin/busybox")]) == set()
	found([object.union(object.remove(link("/bin/ps", "busybox"), ["kind"]), {"kind": "modified", "was": {"type": "file"}})]) == set()
	found([link("/usr/local/bin/ls", "/usr/bin/ls")]) == set()
	found([link("/usr/local/bin/ls", "/etc/alternatives/l"), transaction]) == set()
}

test_silent_when_only_touched if found([object.union(replaced("/usr/bin/ps"), {"was": {"type": "file", "sha256": "a"}})]) == set()

# Installed where the image has none: that is no shadow.
test_silent_in_the_usual_place if found([added("/usr/bin/curl"), added("/usr/sbin/ss"), added("/usr/sbin/sshd")]) == set()

test_silent_behind_the_systems_tools if {
	findings := rule.findings with input as {
		"config": {"env": [{"name": "PATH", "value": "/usr/bin:/bin:/opt/tools/bin"}]},
		"changes": [added("/opt/tools/bin/ps")],
	}
	count(findings) == 0
}

test_silent_on_managers_of_packages if {
	findings := rule.findings with input as {
		"config": {"env": [{"name": "PATH", "value": "/opt/conda/bin:/home/linuxbrew/.linuxbrew/bin:/root/.nix-profile/bin:/usr/bin"}]},
		"changes": [
			added("/opt/conda/bin/curl"), added("/opt/conda/conda-meta/curl-8.json"),
			link("/home/linuxbrew/.linuxbrew/bin/curl", "../Cellar/curl/8.0/bin/curl"), link("/root/.nix-profile/bin/ls", "/nix/store/x-coreutils/bin/ls"),
		],
	}
	count(findings) == 0
}

test_silent_on_names_elsewhere if found([added("/srv/app/ls"), object.union(added("/usr/local/bin/top"), {"mode": "644", "magic": "text/plain"})]) == set()

test_silent_on_usual_aliases if {
	every line in [
		"alias ls='ls --color=auto'", "alias ls=eza", "alias ls='lsd -l'", "alias top=htop", "alias ps='ps aux | less'", "alias wget='wget -c'",
		"alias curl='curl -sS'", "alias ssh='TERM=xterm ssh'", "alias ss='ss -tulpn | grep LISTEN'", "alias netstat=ss", "alias x='ps | grep -v x'",
		"ls() { command ls --color=auto \"$@\"; }", "ssh() {\n  printf title\n  command ssh \"$@\"\n}\n",
	] {
		found([bashrc(line), added("/usr/local/bin/eza")]) == set()
	}
}

test_silent_on_the_images_function if {
	text := "ps() { command ps \"$@\" | grep -v x; }\n"
	found([object.union(bashrc(""), {"text": concat("", [text, "# new\n"]), "was": {"text": text}})]) == set()
}
