package rummage.persistence.pam_modified_test

import data.rummage.persistence.pam_modified as rule

image := "auth\t[success=1 default=ignore]\tpam_unix.so nullok\nauth\trequisite\tpam_deny.so\nauth\trequired\tpam_permit.so\nsession    required     pam_loginuid.so\n"

setting(text) := {"path": "/etc/pam.d/common-auth", "kind": "modified", "type": "file", "size": 99, "text": text, "was": {"text": image}}

with_line(line) := setting(concat("\n", [line, image]))

module(change) := object.union({"path": "/usr/lib/x86_64-linux-gnu/security/pam_x.so", "kind": "added", "type": "file", "sha256": "a"}, change)

transaction := {"path": "/var/lib/dpkg/status", "kind": "modified", "type": "file"}

found(changes) := result if {
	result := {[f.severity, f.message] | some f in rule.findings} with input.changes as changes
}

test_fires_on_modules if {
	every path in ["/lib/security/pam_x.so", "/usr/lib64/security/pam_unix.so", "/lib/x86_64-linux-gnu/security/pam_unix.so", "/usr/lib/aarch64-linux-gnu/security/x.so"] {
		found([module({"path": path})]) == {["critical", sprintf("the PAM module %s was added", [path])]}
	}
	found([module({"kind": "modified", "was": {"sha256": "b"}})]) == {["critical", "the PAM module /usr/lib/x86_64-linux-gnu/security/pam_x.so was modified"]}
	found([module({"type": "symlink", "link_target": "/tmp/x.so"})]) == {["critical", "the PAM module /usr/lib/x86_64-linux-gnu/security/pam_x.so was added"]}
}

test_fires_on_lines if {
	cases := {
		"auth optional pam_exec.so quiet expose_authtok /usr/bin/x": "runs a program when somebody logs in",
		"auth sufficient pam_permit.so": "lets anybody in",
		"auth sufficient pam_succeed_if.so user = x": "lets anybody in",
		"auth [success=done default=ignore] pam_permit.so": "lets anybody in",
		"session optional /usr/share/x.so": "loads a module from elsewhere",
		"auth sufficient pam_x.so": "loads a module that is not the image's",
	}
	every line, reason in cases {
		["critical", sprintf("/etc/pam.d/common-auth %s", [reason])] in found([with_line(line), module({})])
	}
}

test_fires_on_other_changes if {
	every text in [concat("\n", [image, "auth sufficient pam_ldap.so"]), replace(image, "auth\trequisite\tpam_deny.so\n", ""), replace(image, "nullok", "nullok try_first_pass")] {
		found([setting(text)]) == {["critical", "/etc/pam.d/common-auth was modified"]}
	}
	found([object.remove(object.union(setting("auth required pam_unix.so\n"), {"path": "/etc/pam.conf", "kind": "added"}), ["was"])]) == {["critical", "/etc/pam.conf was added"]}
}

test_fires_in_a_transaction_on_what_no_package_writes if {
	found([with_line("auth sufficient pam_permit.so"), transaction]) == {["critical", "/etc/pam.d/common-auth lets anybody in"]}
}

test_fires_less_when_the_image_is_not_known if {
	found([module({"kind": "modified"})]) == {["high", "the PAM module /usr/lib/x86_64-linux-gnu/security/pam_x.so was modified"]}
	found([object.remove(setting(image), ["was"])]) == {["medium", "/etc/pam.d/common-auth was modified"]}
	found([object.remove(setting(image), ["was", "text"])]) == {["medium", "/etc/pam.d/common-auth was modified"]}
}

test_fires_medium_when_rpm_packages_may_have_it if {
	{severity | some [severity, _] in found([module({}), {"path": "/var/lib/rpm/rpmdb.sqlite", "kind": "modified"}])} == {"medium"}
}

at_start(change) := {f.severity | some f in found} if {
	found := rule.findings with input as {
		"config": {"started": "2026-01-02T03:04:05Z", "entrypoint": ["/entrypoint.sh"], "cmd": []},
		"changes": [object.union(change, {"mtime": "2026-01-02T03:04:06Z"})],
	}
}

test_fires_low_at_start if {
	at_start(with_line("auth sufficient pam_ldap.so")) == {"low"}
	at_start(with_line("auth sufficient pam_permit.so")) == {"critical"}
}

# Containers cannot set the login UID, so that images of sshd do without.
test_fires_low_on_what_is_noted if {
	found([setting(replace(image, "session    required     pam_loginuid.so", "session optional pam_loginuid.so"))]) == {["low", "/etc/pam.d/common-auth was modified"]}
	found([setting(replace(image, "session    required     pam_loginuid.so\n", ""))]) == {["low", "/etc/pam.d/common-auth was modified"]}
}

test_silent_on_packages if {
	found([
		module({"package": "libpam-x"}), object.union(setting("auth required pam_unix.so\n"), {"path": "/etc/pam.d/sshd", "package": "openssh-server"}),
		module({"path": "/lib/security/pam_y.so", "type": "symlink", "link_target": "pam_unix.so"}), transaction,
	]) == set()
}

# pam-auth-update adds a line for a module that was installed.
test_silent_on_lines_for_packages if {
	found([with_line("session optional pam_systemd.so"), module({"path": "/usr/lib/security/pam_systemd.so", "package": "libpam-systemd"}), transaction]) == set()
}

test_silent_when_only_aligned_and_commented if found([setting(concat("\n", ["# x", replace(image, "\t", "   ")]))]) == set()

test_silent_when_only_touched if {
	found([object.union(setting(""), {"sha256": "a", "was": {"sha256": "a"}}), module({"kind": "modified", "was": {"sha256": "a"}})]) == set()
}

test_silent_on_other_files if {
	found([
		module({"path": "/usr/lib/x86_64-linux-gnu/security/pam_x.conf"}), {"path": "/etc/pam.d/x", "kind": "deleted"},
		object.union(setting("x"), {"path": "/etc/pam.d/common-auth.pam-old"}), object.union(setting("x"), {"path": "/etc/security/limits.conf"}),
	]) == set()
}
