package rummage.persistence.sshd_weakened_test

import data.rummage.persistence.sshd_weakened as rule

image := "# sshd\nInclude /etc/ssh/sshd_config.d/*.conf\nPermitRootLogin prohibit-password\nUsePAM yes\n"

sshd_config(line) := {"path": "/etc/ssh/sshd_config", "kind": "modified", "type": "file", "size": 99, "text": concat("", [image, line, "\n"]), "was": {"text": image}}

server(path) := {"path": path, "kind": "added", "type": "file", "mode": "755", "magic": "application/x-executable", "size": 9}

transaction := {"path": "/var/lib/dpkg/status", "kind": "modified", "type": "file"}

found(changes) := result if {
	result := {[f.severity, f.message] | some f in rule.findings} with input.changes as changes
}

test_fires_on_settings if {
	cases := {
		"PermitRootLogin yes": "lets root log in with a password",
		"permitrootlogin=Yes": "lets root log in with a password",
		"  PermitRootLogin \"yes\"": "lets root log in with a password",
		"PermitEmptyPasswords yes": "lets in without a password",
		"AuthorizedKeysFile .ssh/authorized_keys /var/lib/.k": "takes keys from another place",
		"AuthorizedKeysCommand /usr/bin/x": "asks a program for keys",
		"TrustedUserCAKeys /etc/ssh/x.pub": "trusts whoever signs a key",
		"StrictModes no": "takes keys that others can write",
		"HostbasedAuthentication yes": "trusts other hosts",
		"ForceCommand /tmp/x": "runs a program from a temporary or hidden place",
	}
	every line, reason in cases {
		found([sshd_config(line)]) == {["medium", sprintf("/etc/ssh/sshd_config %s", [reason])]}
	}
}

test_fires_on_files_beside_it if {
	every path in ["/etc/ssh/sshd_config.d/x.conf", "/usr/local/etc/sshd_config"] {
		count(found([{"path": path, "kind": "added", "type": "file", "size": 9, "text": "PermitRootLogin yes\n"}])) == 1
	}
}

test_fires_on_servers if {
	every path in ["/usr/sbin/sshd", "/tmp/sshd", "/usr/local/bin/dropbear"] {
		found([server(path)]) == {["medium", sprintf("the SSH server %s was added", [path])]}
	}
}

test_fires_low_when_the_image_is_not_known if {
	{severity | some [severity, _] in found([object.remove(sshd_config("PermitRootLogin yes"), ["was"])])} == {"low"}
}

test_fires_low_at_start if {
	findings := rule.findings with input as {
		"config": {"started": "2026-01-02T03:04:05Z", "entrypoint": ["/entrypoint.sh"], "cmd": []},
		"changes": [object.union(sshd_config("PermitRootLogin yes"), {"mtime": "2026-01-02T03:04:06Z"})],
	}
	{f.severity | some f in findings} == {"low"}
}

test_silent_on_packages if {
	found([object.union(server("/usr/sbin/sshd"), {"package": "openssh-server"}), transaction]) == set()

	# The package's script puts the settings there.
	found([object.remove(object.union(sshd_config(""), {"kind": "added"}), ["was"]), transaction]) == set()
}

test_silent_on_other_settings if {
	every line in [
		"PermitRootLogin no", "PermitRootLogin without-password", "#PermitRootLogin yes", "PasswordAuthentication no", "PermitEmptyPasswords no",
		"AuthorizedKeysFile .ssh/authorized_keys .ssh/authorized_keys2", "AuthorizedKeysFile /etc/ssh/authorized_keys/%u", "AuthorizedKeysCommand none",
		"TrustedUserCAKeys none", "StrictModes yes", "ForceCommand internal-sftp", "Port 2222", "PermitRootLoginX yes",
	] {
		found([sshd_config(line)]) == set()
	}
}

test_silent_on_what_the_image_allows if {
	text := "PermitRootLogin yes\n"
	found([object.union(sshd_config(""), {"text": concat("", [text, "Port 2222\n"]), "was": {"text": text}})]) == set()
}

test_silent_on_other_files_of_that_name if {
	found([
		object.union(server("/etc/init.d/sshd"), {"magic": "text/plain", "interpreter": "/bin/sh"}), object.union(server("/etc/pam.d/sshd"), {"mode": "644", "magic": "text/plain"}),
		object.union(server("/usr/sbin/sshd"), {"kind": "modified"}),
	]) == set()
}
