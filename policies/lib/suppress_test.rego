package rummage.lib.suppress_test

import data.rummage.lib.suppress

file := {"path": "/etc/x", "mtime": "2026-01-02T03:04:07Z"}

with_command(entrypoint, cmd) := {"started": "2026-01-02T03:04:05Z", "entrypoint": entrypoint, "cmd": cmd}

test_at_start if {
	suppress.at_start(file) with input.config as with_command(["/entrypoint.sh"], ["sleep", "infinity"])
	suppress.at_start(file) with input.config as with_command([], ["sh", "-c", "adduser app; exec /srv/app"])
	suppress.at_start(file) with input.config as with_command([], ["sh", "-c", "while ! nc -z db 1; do sleep 1; done; /srv/app"])
	suppress.at_start(file) with input.config as {"started": "2026-01-02T03:04:05Z"}
	suppress.at_start(file) with input.config as {"created": "2026-01-02T03:04:05Z", "started": "2026-03-02T03:04:05Z"}
}

test_not_at_start_later if {
	not suppress.at_start(file) with input.config as {"started": "2026-01-02T03:03:05Z"}
	not suppress.at_start(file) with input.config as {"started": "2026-01-02T03:05:05Z"}
	not suppress.at_start(object.union(file, {"ctime": "2026-01-03T00:00:00Z"})) with input.config as {"started": "2026-01-02T03:04:05Z"}
}

# Such a command wrote nothing: somebody else did.
test_not_at_start_of_what_only_waits if {
	every command in [
		["sleep", "infinity"], ["/bin/sleep", "600"], ["tail", "-f", "/dev/null"], ["bash"], ["/bin/sh", "-l"], ["tini", "--", "sleep", "9"],
		["sh", "-c", "sleep 1000"], ["sh", "-c", "while true; do sleep 1; done"], ["bash", "-c", "exec tail -f /dev/null"],
	] {
		not suppress.at_start(file) with input.config as with_command([], command)
		not suppress.at_start(file) with input.config as with_command(command, [])
	}
}

test_lowered if {
	c := {"path": "/etc/x"}
	suppress.lowered(c, "high") == "high" with input.changes as []
	suppress.lowered(c, "high") == "medium" with input.changes as [{"path": "/var/lib/rpm/rpmdb.sqlite", "kind": "modified"}]
	suppress.lowered({"path": "/tmp/x"}, "high") == "high" with input.changes as [{"path": "/var/lib/rpm/rpmdb.sqlite", "kind": "modified"}]
	suppress.lowered(file, "high") == "low" with input.config as {"started": "2026-01-02T03:04:05Z"}
	suppress.lowered(file, "critical") == "critical" with input.config as {"started": "2026-01-02T03:04:05Z"}
}

# A program can set any time, and no rule may fail for it.
test_at_start_of_a_time_that_does_not_fit if {
	every mtime in ["2446-05-10T22:38:55Z", "0001-01-01T00:00:00Z", "1601-01-01T00:00:00Z"] {
		not suppress.at_start({"mtime": mtime}) with input.config.started as "2026-01-02T03:04:05Z"
	}
	not suppress.at_start({"mtime": "2026-01-02T03:04:05Z"}) with input.config.started as "0001-01-01T00:00:00Z"
}
