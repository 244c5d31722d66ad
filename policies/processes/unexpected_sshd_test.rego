package rummage.processes.unexpected_sshd_test

import data.rummage.processes.unexpected_sshd as rule

process(change) := object.union(
	{
		"pid": 20, "ppid": 10, "exe": "/usr/sbin/sshd", "exe_state": "image", "command": "sshd: /usr/sbin/sshd [listener]", "args": ["sshd: /usr/sbin/sshd [listener]"],
		"started": "2026-01-02T05:00:00Z",
	},
	change,
)

first(exe, args) := process({
	"pid": 10, "ppid": 2, "exe": exe, "args": args, "command": concat(" ", args), "init": true,
	"started": "2026-01-02T03:00:00Z",
})

nginx := first("/usr/sbin/nginx", ["nginx: master process"])

found(processes, cmd) := n if {
	n := count(rule.findings) with input as {
		"processes": processes, "image": {"config": {"entrypoint": ["/entrypoint.sh"], "cmd": []}},
		"config": {"started": "2026-01-02T03:00:00Z", "entrypoint": ["/entrypoint.sh"], "cmd": cmd},
	}
}

test_fires_on_daemons if {
	every exe in ["/usr/sbin/sshd", "/usr/sbin/dropbear", "/usr/sbin/cron", "/usr/sbin/crond", "/usr/lib/systemd/systemd", "/usr/bin/s6-svscan", "/usr/sbin/atd"] {
		found([nginx, process({"exe": exe, "args": ["x"], "command": "x"})], ["nginx"]) == 1
	}
	found([nginx, process({"exe": "/bin/busybox", "args": ["crond", "-b"]})], ["nginx"]) == 1
	found([nginx, process({"exe": "/bin/busybox", "args": ["busybox", "telnetd"]})], ["nginx"]) == 1
	found([nginx, object.remove(process({"args": ["/usr/sbin/sshd"]}), ["exe"])], ["nginx"]) == 1
}

test_fires_in_a_session if {
	found([nginx, process({"exec": true, "ppid": 2, "started": "2026-01-02T03:00:10Z"})], ["nginx"]) == 1
	found([nginx, process({"pid": 19, "ppid": 2, "exe": "/bin/sh", "args": ["sh"], "exec": true}), process({"ppid": 19})], ["nginx"]) == 1
}

test_fires_once_for_the_daemon_and_its_sessions if {
	found([nginx, process({}), process({"pid": 21, "ppid": 20}), process({"pid": 22, "ppid": 21})], ["nginx"]) == 1
}

test_silent_on_what_the_container_starts if {
	every cmd in [["/usr/sbin/sshd", "-D"], ["sh", "-c", "service ssh start; exec app"], ["sh", "-c", "/usr/sbin/sshd && app"]] {
		found([nginx, process({})], cmd) == 0
	}
	found([nginx, process({"exe": "/usr/sbin/cron", "args": ["cron"]})], ["sh", "-c", "cron && apache2-foreground"]) == 0
	found([process({"init": true})], ["x"]) == 0
}

test_silent_on_what_the_entrypoint_started if {
	found([nginx, process({"started": "2026-01-02T03:00:30Z"})], ["nginx"]) == 0
	found([nginx, process({"started": "2026-01-02T03:00:30Z"}), process({"pid": 30, "ppid": 20})], ["nginx"]) == 0
}

test_silent_below_supervisors if {
	every p in [
		first("/usr/bin/python3.11", ["/usr/bin/python3", "/usr/bin/supervisord", "-n"]), first("/usr/lib/systemd/systemd", ["/sbin/init"]),
		first("/command/s6-svscan", ["s6-svscan", "/run/service"]), first("/usr/bin/runsvdir", ["runsvdir", "-P"]), first("/usr/bin/python3.11", ["python3", "/sbin/my_init"]),
	] {
		found([p, process({})], ["x"]) == 0
	}
	found([first("/usr/bin/tini", ["tini", "--", "app"]), process({})], ["app"]) == 1
}

test_silent_on_others if {
	found([nginx, process({"exe": "/usr/bin/ssh", "args": ["ssh", "host"]})], ["nginx"]) == 0
	found([nginx, process({"exe": "/usr/bin/ssh-agent", "args": ["ssh-agent"]})], ["nginx"]) == 0
}

test_silent_when_times_are_not_known if found([nginx, object.remove(process({}), ["started"])], ["nginx"]) == 0

test_silent_on_what_the_site_allows if {
	found([nginx, process({})], ["nginx"]) == 0 with data.allow.processes as ["sshd"]
	found([nginx, process({"exe_state": "added"})], ["nginx"]) == 1 with data.allow.processes as ["sshd"]
}
