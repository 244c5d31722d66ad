package rummage.image.setuid_file_test

import data.rummage.image.setuid_file as rule

file(change) := object.union({"path": "/usr/bin/tool", "kind": "added", "type": "file", "mode": "4755", "uid": 0, "gid": 0, "layer": "one"}, change)

severities(f) := found if {
	found := {f.severity | some f in rule.findings} with input.files as [f]
}

test_fires_beyond_the_distributions_own if {
	every f in [{}, {"mode": "2755"}, {"path": "/usr/bin/sudo", "package": "sudo"}, {"path": "/opt/app/passwd"}] {
		severities(file(f)) == {"low"}
	}
}

test_fires_medium_on_what_executes_anything if {
	every path in ["/usr/local/bin/bash", "/usr/bin/python3.12", "/usr/bin/find", "/tmp/tool", "/usr/lib/.x/tool", "/bin/busybox"] {
		severities(file({"path": path})) == {"medium"}
	}
}

test_fires_when_another_account_owns_it if {
	severities(file({"path": "/usr/bin/su", "uid": 1000})) == {"low"}
}

test_silent_on_the_distributions_own if {
	every path in [
		"/usr/bin/su", "/bin/su", "/usr/bin/passwd", "/bin/mount", "/usr/sbin/unix_chkpwd", "/sbin/unix_chkpwd", "/usr/lib/openssh/ssh-keysign",
		"/usr/bin/chage", "/bin/bbsuid", "/usr/libexec/openssh/ssh-keysign", "/usr/bin/crontab",
	] {
		severities(file({"path": path})) == set()
	}
}

test_silent_without_the_bit if {
	every f in [{"mode": "755"}, {"type": "directory", "mode": "2775"}, {"mode": "2644"}, {"type": "symlink", "mode": "4777"}] {
		severities(file(f)) == set()
	}
}

test_silent_when_a_later_layer_took_the_bit if {
	count(rule.findings) == 0 with input.files as [file({"deleted_in": "two"}), file({"mode": "755", "layer": "two"})]
}
