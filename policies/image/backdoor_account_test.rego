package rummage.image.backdoor_account_test

import data.rummage.image.backdoor_account as rule

file(path, text) := {"path": path, "kind": "added", "type": "file", "mode": "644", "layer": "one", "text": text}

root := "root:x:0:0:root:/root:/bin/bash\ndaemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin\n"

passwd(line) := file("/etc/passwd", concat("", [root, line, "\n"]))

shadow(line) := file("/etc/shadow", concat("", ["daemon::19000:0:99999:7:::\n", line, "\n"]))

test_fires_on_a_second_root if {
	every line in ["toor:x:0:0::/root:/bin/sh", "sys2:x:+0:0:::", "a:x:00:100::/:/sbin/nologin"] {
		count(rule.findings) == 1 with input.files as [passwd(line)]
	}
}

test_fires_on_an_empty_password if {
	count(rule.findings) == 1 with input.files as [passwd("app::1000:1000::/home/app:/bin/sh")]
	every line in ["root::19000:0:99999:7:::", "root::"] {
		found := rule.findings with input.files as [passwd(""), shadow(line)]
		{f.location.path | some f in found} == {"/etc/shadow"}
	}
}

test_silent_on_what_distributions_have if {
	count(rule.findings) == 0 with input.files as [
		passwd("sync:x:4:65534:sync:/bin:/bin/sync\nshutdown:x:6:0:shutdown:/sbin:/sbin/shutdown\noperator:x:11:0:operator:/root:/sbin/nologin"),
		shadow("root:*:19000:0:99999:7:::\nsync:*:19000:0:99999:7:::"),
	]
}

test_silent_on_locked_and_hashed_passwords if {
	every password in ["*", "!", "!!", "!*", "x", "$6$salt$hash"] {
		count(rule.findings) == 0 with input.files as [passwd(""), shadow(concat("", ["root:", password, ":19000::::::"]))]
	}
}

test_silent_on_an_empty_password_that_nobody_can_use if {
	count(rule.findings) == 0 with input.files as [passwd("app:x:1000:1000::/:/sbin/nologin"), shadow("app::19000::::::")]
}

test_silent_on_removed_files_and_containers if {
	f := passwd("toor:x:0:0::/root:/bin/sh")
	count(rule.findings) == 0 with input.files as [object.union(f, {"deleted_in": "two"}), object.union(passwd(""), {"layer": "two"})]
	count(rule.findings) == 0 with input.changes as [f]
}
