package rummage.config.sensitive_host_path_test

import data.rummage.config.sensitive_host_path as rule

mounted(source, rw) := {"mounts": [{"type": "bind", "source": source, "destination": "/x", "rw": rw}]}

test_fires_high_when_writable if {
	every source in ["/etc", "/etc/", "/root/.ssh", "/var/lib/docker", "/etc/cron.d", "/proc/sys/kernel", "/home/me"] {
		{f.severity | some f in rule.findings} == {"high"} with input.config as mounted(source, true)
	}
}

test_fires_medium_when_read_only if {
	{f.severity | some f in rule.findings} == {"medium"} with input.config as mounted("/var/log", false)
}

test_silent_on_what_is_harmless if {
	every source in ["/etc/localtime", "/etc/timezone", "/etc/nginx/nginx.conf", "/usr/share/zoneinfo", "/srv/data", "/home/me/project", "/var/log/app"] {
		count(rule.findings) == 0 with input.config as mounted(source, true)
	}
}

test_silent_on_what_other_rules_tell if {
	every source in ["/", "/var/run/docker.sock"] {
		count(rule.findings) == 0 with input.config as mounted(source, true)
	}
}

test_silent_on_volumes if {
	count(rule.findings) == 0 with input.config.mounts as [{"type": "volume", "source": "/var/lib/docker/volumes/v/_data", "destination": "/x", "rw": true}]
}

test_silent_on_what_the_site_allows if {
	count(rule.findings) == 0 with input.config as mounted("/var/log", true) with data.allow.mounts as ["/var/log"]
	count(rule.findings) == 0 with input.config as mounted("/proc", false) with data.allow.mounts as ["/proc:ro"]
	count(rule.findings) == 0 with input.config as mounted("/etc/ssh", false)
		with input.target as {"kind": "container", "image": {"name": "agent:2"}} with data.allow.images as {"agent": {"mounts": ["/etc/**"]}}
}

test_fires_on_more_than_the_site_allows if {
	count(rule.findings) == 1 with input.config as mounted("/proc", true) with data.allow.mounts as ["/proc:ro"]
	count(rule.findings) == 1 with input.config as mounted("/etc", false) with data.allow.mounts as ["/etc/**"]
}
