package rummage.persistence.login_account_test

import data.rummage.persistence.login_account as rule

image := "root:x:0:0:root:/root:/bin/bash\ndaemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin\nwww-data:x:33:33::/var/www:/usr/sbin/nologin\n"

passwd(line) := {"path": "/etc/passwd", "kind": "modified", "type": "file", "size": 200, "text": concat("", [image, line, "\n"]), "was": {"text": image}}

transaction := {"path": "/var/lib/dpkg/status", "kind": "modified", "type": "file"}

found(changes) := result if {
	result := {[f.severity, f.message] | some f in rule.findings} with input.changes as changes
}

test_fires_on_an_account_with_a_shell if {
	every line in ["web:x:1001:1001::/home/web:/bin/bash", "web:x:500:500::/:/bin/sh", "web:x:1001:1001::/tmp:", "web:x:1001:1001::/:/usr/bin/zsh"] {
		found([passwd(line)]) == {["medium", "the account web with a login shell was added"]}
	}
}

test_fires_on_an_account_that_was_given_a_shell if {
	text := replace(image, "/var/www:/usr/sbin/nologin", "/var/www:/bin/bash")
	found([object.union(passwd(""), {"text": text})]) == {["medium", "the account www-data was given a login shell"]}
}

test_fires_when_a_name_stands_twice if {
	count(found([passwd("web:x:1001:1001::/:/bin/sh\nweb:x:1002:1001::/:/bin/sh")])) == 1
}

test_fires_on_an_account_in_a_transaction_that_has_a_password if {
	shadow := {"path": "/etc/shadow", "kind": "modified", "type": "file", "text": "svc:$6$salt$inert:20000:0:99999:7:::\n"}
	found([passwd("svc:x:120:120::/:/bin/sh"), shadow, transaction]) == {["medium", "the account svc with a login shell was added"]}
}

test_fires_on_an_account_of_a_person_in_a_transaction if {
	count(found([passwd("web:x:1001:1001::/home/web:/bin/bash"), transaction])) == 1
}

test_fires_info_at_start if {
	found := {f.severity | some f in rule.findings} with input as {
		"config": {"started": "2026-01-02T03:04:05Z", "entrypoint": ["/init"], "cmd": []},
		"changes": [object.union(passwd("abc:x:911:911::/config:/bin/bash"), {"mtime": "2026-01-02T03:04:06Z"})],
	}
	found == {"info"}
}

test_fires_low_when_the_image_is_not_known if {
	change := object.remove(passwd("web:x:1001:1001::/home/web:/bin/bash"), ["was"])
	found([change]) == {["low", "the account web with a login shell was added"]}
}

test_silent_on_accounts_without_a_shell if {
	every line in ["app:x:1001:1001::/srv:/usr/sbin/nologin", "app:x:1001:1001::/srv:/bin/false", "git:x:1001:1001::/srv:/usr/bin/git-shell"] {
		found([passwd(line)]) == set()
	}
}

# Entrypoints give the account of a service the IDs of the user (PUID, PGID).
test_silent_on_an_account_with_another_id if {
	before := "abc:x:911:911::/config:/bin/bash\n"
	change := {"path": "/etc/passwd", "kind": "modified", "type": "file", "text": "abc:x:1000:1000::/config:/bin/bash\n", "was": {"text": before}}
	found([change]) == set()
}

test_silent_on_accounts_of_packages if {
	found([passwd("postgres:x:101:104:PostgreSQL administrator,,,:/var/lib/postgresql:/bin/bash"), transaction]) == set()
}

test_silent_on_a_second_root if found([passwd("sys:x:0:0::/root:/bin/sh")]) == set()

test_silent_on_broken_lines if found([passwd("web:x:1001\n#a:x:1:1::/:/bin/sh\n:x:1:1:::/bin/sh\nb:x:-1:1::/:/bin/sh")]) == set()

test_silent_when_deleted if found([{"path": "/etc/passwd", "kind": "deleted"}]) == set()

test_silent_without_its_content if found([{"path": "/etc/passwd", "kind": "modified", "type": "file"}]) == set()
