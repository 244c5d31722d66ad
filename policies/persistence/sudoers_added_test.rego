package rummage.persistence.sudoers_added_test

import data.rummage.persistence.sudoers_added as rule

image := "Defaults env_reset\nroot ALL=(ALL:ALL) ALL\n%sudo ALL=(ALL:ALL) ALL\n@includedir /etc/sudoers.d\n"

added(text) := {"path": "/etc/sudoers.d/web", "kind": "added", "type": "file", "size": 20, "text": text}

sudoers(text) := {"path": "/etc/sudoers", "kind": "modified", "type": "file", "size": 20, "text": concat("", [image, text, "\n"]), "was": {"text": image}}

transaction := {"path": "/var/lib/dpkg/status", "kind": "modified", "type": "file"}

found(changes) := result if {
	result := {[f.severity, f.message] | some f in rule.findings} with input.changes as changes
}

test_fires_on_every_command if {
	every line in [
		"web ALL=(ALL) ALL", "web ALL = (ALL : ALL) ALL", "%web ALL=ALL", "#1001 ALL=(root) ALL", "web ALL=(ALL) PASSWD: ALL",
		"web ALL=(ALL) /usr/bin/id, ALL", "ADMINS ALL=(ALL)\\\n  ALL",
	] {
		found([added(line)]) == {["high", "/etc/sudoers.d/web grants every command"]}
		found([sudoers(line)]) == {["high", "/etc/sudoers grants every command"]}
	}
}

test_fires_without_a_password if {
	every line in ["web ALL=(root) NOPASSWD: /usr/bin/vim", "Defaults:web !authenticate", "web ALL=NOPASSWD:SETENV: /bin/sh"] {
		found([added(line)]) == {["high", "/etc/sudoers.d/web grants commands without a password"]}
	}
	found([added("web ALL=(ALL) NOPASSWD:ALL")]) == {["high", "/etc/sudoers.d/web grants commands without a password and every command"]}
}

test_fires_on_rules_elsewhere if {
	every line in ["@includedir /tmp/x", "#include /var/lib/x"] {
		found([sudoers(line)]) == {["high", "/etc/sudoers grants what a file elsewhere says"]}
	}
}

test_fires_on_doas if {
	every line in ["permit nopass web", "permit persist :web", "permit web as root", "permit nopass keepenv :web cmd sh"] {
		count(found([object.union(added(line), {"path": "/etc/doas.conf"})])) == 1
		count(found([object.union(added(line), {"path": "/etc/doas.d/web.conf"})])) == 1
	}
}

test_fires_on_members_of_the_group if {
	group := {"path": "/etc/group", "kind": "modified", "type": "file", "text": "sudo:x:27:web\nvideo:x:44:web\n", "was": {"text": "sudo:x:27:\nvideo:x:44:\n"}}
	found([group]) == {["medium", "web was put into the group sudo"]}
}

test_fires_low_at_start if {
	findings := rule.findings with input as {
		"config": {"started": "2026-01-02T03:04:05Z", "entrypoint": ["tini", "-g", "--", "start.sh"], "cmd": []},
		"changes": [object.union(added("jovyan ALL=(ALL) NOPASSWD:ALL"), {"mtime": "2026-01-02T03:04:06Z"})],
	}
	{f.severity | some f in findings} == {"low"}
}

test_fires_medium_when_the_image_is_not_known if {
	{severity | some [severity, _] in found([object.remove(sudoers("web ALL=(ALL) ALL"), ["was"])])} == {"medium"}
}

test_fires_medium_when_it_hides_its_content if {
	found([object.union(object.remove(added(""), ["text"]), {"size": 70000})]) == {["medium", "/etc/sudoers.d/web could not be read as rules of sudo"]}
}

test_fires_on_a_line_beside_those_of_a_package if {
	change := object.union(object.remove(sudoers("web ALL=(ALL) ALL"), ["was"]), {"kind": "added"})
	found([change, transaction]) == {["high", "/etc/sudoers grants every command"]}
}

test_silent_on_packages if {
	found([object.union(added("x ALL=(ALL) NOPASSWD: ALL"), {"package": "x"}), transaction]) == set()
}

# What sudo brings, with a setting that was changed.
test_silent_on_what_comes_with_sudo if {
	change := object.union(object.remove(sudoers("Defaults timestamp_timeout=1"), ["was"]), {"kind": "added"})
	found([change, transaction]) == set()
}

test_silent_on_what_the_image_has if found([sudoers("# web ALL=(ALL) ALL\n#web ALL=(ALL) ALL\n#")]) == set()

test_silent_on_less_than_root if {
	every line in [
		"web ALL=(ALL) /usr/bin/systemctl restart web", "web ALL=(ALL) !ALL", "Defaults:web !requiretty", "Cmnd_Alias X = ALL",
		"web ALL=(www-data) PASSWD: /usr/bin/id", "@includedir /etc/sudoers.local.d", "deny nopass web", "permit root",
	] {
		found([added(line)]) == set()
	}
}

test_silent_on_files_that_sudo_does_not_read if {
	every name in ["web.conf", "web~", "README.dpkg-new"] {
		found([object.union(added("web ALL=(ALL) ALL"), {"path": concat("/", ["/etc/sudoers.d", name])})]) == set()
	}
}

test_silent_on_other_groups if {
	group := {"path": "/etc/group", "kind": "modified", "type": "file", "text": "video:x:44:web\nwheel:x:10:root\n", "was": {"text": "video:x:44:\n"}}
	found([group]) == set()
}

test_silent_when_deleted if found([{"path": "/etc/sudoers.d/web", "kind": "deleted"}]) == set()
