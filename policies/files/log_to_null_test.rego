package rummage.files.log_to_null_test

import data.rummage.files.log_to_null as rule

linked(change) := object.union({"path": "/var/log/auth.log", "kind": "modified", "type": "symlink", "link_target": "/dev/null", "ctime": "2026-01-02T04:00:00Z", "was": {"type": "file", "size": 900}}, change)

test_fires_when_replaced if {
	every path in ["/var/log/auth.log", "/var/log/nginx/access.log", "/usr/local/tomcat/logs/catalina.out", "/run/utmp", "/var/log/wtmp"] {
		{f.severity | some f in rule.findings} == {"medium"} with input.changes as [linked({"path": path})]
	}
}

test_fires_when_added if {
	count(rule.findings) == 1 with input.changes as [object.remove(linked({"kind": "added", "link_target": "../../dev/null"}), ["was"])]
}

test_fires_low_at_start if {
	{f.severity | some f in rule.findings} == {"low"} with input as {"config": {"started": "2026-01-02T03:59:58Z"}, "changes": [linked({})]}
}

test_silent_when_the_image_has_it_so if {
	count(rule.findings) == 0 with input.changes as [linked({"was": {"type": "symlink", "size": 0, "link_target": "/dev/null"}})]
}

test_silent_on_links_to_the_output if {
	every target in ["/dev/stdout", "/dev/stderr", "/proc/self/fd/1", "/data/log"] {
		count(rule.findings) == 0 with input.changes as [linked({"link_target": target})]
	}
}

test_silent_on_a_package if {
	count(rule.findings) == 0 with input.changes as [linked({"package": "x"}), {"path": "/var/lib/dpkg/status", "kind": "modified", "type": "file"}]
}

test_silent_elsewhere if {
	every path in ["/etc/systemd/system/x.service", "/root/.bash_history"] {
		count(rule.findings) == 0 with input.changes as [linked({"path": path})]
	}
}

test_silent_when_deleted if {
	count(rule.findings) == 0 with input.changes as [linked({"kind": "deleted"})]
}
