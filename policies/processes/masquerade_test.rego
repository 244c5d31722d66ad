package rummage.processes.masquerade_test

import data.rummage.processes.masquerade as rule

process(exe, state, args) := {"pid": 7, "exe": exe, "exe_state": state, "command": concat(" ", args), "args": args}

severities(exe, state, args) := {f.severity | some f in found} if {
	found := rule.findings with input.processes as [process(exe, state, args)]
}

test_fires_on_false_names if {
	severities("/opt/x", "added", ["/usr/sbin/sshd", "-D"]) == {"high"}
	severities("/opt/x", "added", ["sshd: root@pts/0"]) == {"high"}
	severities("/tmp/x", "deleted", ["nginx: worker process"]) == {"high"}
	severities("/usr/bin/nc.openbsd", "image", ["crond"]) == {"high"}
	severities("/usr/bin/sleep", "image", ["/usr/lib/systemd/systemd-journald"]) == {"high"}
	severities("/memfd:x", "memfd", ["sshd"]) == {"high"}
	severities("/memfd:sshd", "memfd", ["sshd"]) == {"high"}
	severities("/opt/x", "modified", ["-sshd"]) == set()
}

test_fires_on_the_right_name_in_the_wrong_place if {
	severities("/tmp/sshd", "added", ["/usr/sbin/sshd"]) == {"high"}
	severities("/usr/lib/.x/crond", "added", ["crond"]) == {"high"}
	severities("/usr/local/sbin/sshd", "added", ["/usr/sbin/sshd"]) == set()
}

test_fires_on_an_interpreter_with_the_path_of_a_daemon if {
	severities("/usr/bin/perl", "image", ["/usr/sbin/httpd"]) == {"medium"}
	severities("/opt/perl", "added", ["/usr/sbin/httpd"]) == {"high"}
}

test_fires_once_for_many if {
	count(rule.findings) == 1 with input.processes as [object.union(process("/opt/x", "added", ["sshd"]), {"pid": i}) | some i in numbers.range(2, 20)]
}

test_silent_on_titles if {
	every p in [
		["/usr/sbin/nginx", ["nginx: master process nginx -g daemon off;"]], ["/usr/sbin/nginx", ["nginx: worker process"]],
		["/usr/local/openresty/nginx/sbin/nginx", ["nginx: worker process"]], ["/usr/sbin/nginx-debug", ["nginx: master process"]],
		["/usr/lib/postgresql/15/bin/postgres", ["postgres: main: checkpointer "]], ["/usr/sbin/sshd", ["sshd: app [priv]"]],
		["/usr/lib/openssh/sshd-session", ["sshd: app@pts/0"]], ["/usr/sbin/php-fpm8.2", ["php-fpm: pool www", ""]],
		["/usr/bin/redis-check-rdb", ["redis-server 127.0.0.1:6379", ""]], ["/usr/local/bin/valkey-server", ["redis-server *:6379"]],
		["/usr/sbin/mariadbd", ["mysqld", "--user=mysql"]], ["/usr/bin/udevadm", ["/lib/systemd/systemd-udevd"]],
		["/usr/lib/systemd/systemd", ["/sbin/init"]], ["/usr/bin/tini-static", ["/sbin/tini", "--", "x"]], ["/nix/store/a/bin/.nginx-wrapped", ["nginx", "-g"]],
		["/usr/sbin/exim4", ["/usr/sbin/sendmail", "-t"]], ["/usr/bin/containerd-shim-runc-v2", ["containerd-shim", "-id"]],
		["/usr/sbin/cron", ["/usr/sbin/CRON", "-f"]], ["/usr/sbin/cron", ["cron", "-f"]], ["/usr/bin/s6", ["s6-svscan", "/run/service"]],
	] {
		severities(p[0], "image", p[1]) == set()
	}
}

test_silent_on_busybox_and_the_like if {
	every p in [
		["/bin/busybox", ["crond", "-f"]], ["/bin/busybox", ["/sbin/syslogd"]], ["/bin/busybox", ["init"]], ["/bin/k3s", ["containerd", "-c", "x"]],
		["/usr/bin/qemu-aarch64-static", ["/usr/sbin/nginx", "-g"]], ["/lib/ld-musl-x86_64.so.1", ["nginx"]],
	] {
		severities(p[0], "image", p[1]) == set()
	}
}

test_silent_on_interpreters if {
	every p in [
		["/usr/bin/python3.11", ["crond"]], ["/usr/bin/python3.11", ["/usr/bin/python3", "/usr/bin/supervisord"]], ["/usr/bin/dash", ["/bin/sh", "/usr/sbin/sshd"]],
		["/usr/bin/ruby3.1", ["nginx: passenger"]], ["/usr/bin/perl", ["spamd child"]], ["/usr/local/bin/node", ["init"]],
	] {
		severities(p[0], "image", p[1]) == set()
	}
}

test_silent_on_an_upgraded_daemon if severities("/usr/sbin/nginx", "deleted", ["nginx: worker process"]) == set()

test_silent_when_not_known if {
	severities("", "unknown", ["sshd"]) == set()
	count(rule.findings) == 0 with input.processes as [{"pid": 7, "exe_state": "unknown", "args": ["sshd"], "command": "sshd"}]
	severities("/usr/bin/x", "image", [""]) == set()
}

test_silent_on_what_the_image_starts if {
	count(rule.findings) == 0 with input.processes as [object.union(process("/opt/entrypoint", "image", ["/init"]), {"init": true})]
	count(rule.findings) == 1 with input.processes as [process("/opt/entrypoint", "image", ["/init"])]
	count(rule.findings) == 1 with input.processes as [object.union(process("/opt/entrypoint", "added", ["/init"]), {"init": true})]
}
