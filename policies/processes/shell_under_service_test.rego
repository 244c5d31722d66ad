package rummage.processes.shell_under_service_test

import data.rummage.processes.shell_under_service as rule

process(pid, ppid, exe, args) := {"pid": pid, "ppid": ppid, "exe": exe, "exe_state": "image", "command": concat(" ", args), "args": args, "cwd": "/"}

nginx := process(10, 1, "/usr/sbin/nginx", ["nginx: worker process"])

fpm := process(10, 1, "/usr/sbin/php-fpm8.2", ["php-fpm: pool www", "", ""])

postgres(what) := process(10, 1, "/usr/lib/postgresql/15/bin/postgres", [concat("", ["postgres: ", what])])

node := process(10, 1, "/usr/local/bin/node", ["node", "/app/server.js"])

sh(text) := process(20, 10, "/usr/bin/dash", ["sh", "-c", text])

listening := [{"protocol": "tcp", "state": "LISTEN", "local": "0.0.0.0:3000", "local_port": 3000, "pid": 10}]

found(processes, sockets) := n if {
	n := count(rule.findings) with input as {
		"processes": processes, "sockets": sockets,
		"changes": [{"path": "/var/www/x.pl", "kind": "added", "type": "file"}],
	}
}

test_fires_below_services if {
	every exe in [
		"/usr/sbin/nginx", "/usr/sbin/apache2", "/usr/local/apache2/bin/httpd", "/usr/sbin/php-fpm8.2", "/usr/bin/php-cgi", "/usr/sbin/mariadbd", "/usr/bin/redis-server",
		"/usr/bin/redis-check-rdb", "/usr/bin/mongod", "/usr/lib/postgresql/15/bin/postgres", "/usr/sbin/lighttpd",
	] {
		found([process(10, 1, exe, ["x"]), sh("id; uname -a")], []) == 1
	}
}

test_fires_below_application_servers if {
	every p in [
		process(10, 1, "/usr/bin/python3.11", ["python3", "/usr/bin/gunicorn", "app:app"]), process(10, 1, "/usr/bin/python3.11", ["gunicorn: worker [app]", ""]),
		process(10, 1, "/usr/bin/java", ["java", "-cp", "x", "org.apache.catalina.startup.Bootstrap", "start"]), process(10, 1, "/usr/bin/ruby3.1", ["puma 6.0 (tcp://0.0.0.0:80)", ""]),
		process(10, 1, "/usr/local/bin/node", ["next-server (v15.0.0)"]),
	] {
		found([p, sh("id; uname -a")], []) == 1
	}
}

test_fires_below_what_listens if {
	found([node, sh("curl 198.51.100.7; id")], listening) == 1
	found([process(10, 1, "/usr/bin/java", ["java", "-jar", "/app.jar"]), sh("id; ls")], listening) == 1
}

test_fires_on_all_forms if {
	every p in [
		process(20, 10, "/bin/busybox", ["/bin/sh", "-i"]), process(20, 10, "/usr/bin/bash", ["bash"]), process(20, 10, "/usr/bin/python3.11", ["python3", "-c", "import pty"]),
		process(20, 10, "/usr/bin/perl", ["perl", "/var/www/x.pl"]), process(20, 10, "/usr/bin/dash", ["sh", "/tmp/x.sh"]), process(20, 10, "/usr/bin/bash", ["bash", "-s"]),
		process(20, 10, "", ["sh", "-c", "id; ls"]),
	] {
		found([fpm, p], []) == 1
	}
}

test_fires_below_wrappers if {
	found([fpm, process(11, 10, "/usr/bin/timeout", ["timeout", "5", "sh"]), process(12, 11, "/usr/bin/env", ["env"]), process(20, 12, "/usr/bin/bash", ["bash"])], []) == 1
}

test_fires_once_for_one_service if {
	found(array.concat([fpm], [object.union(sh("id; ls"), {"pid": i}) | some i in numbers.range(20, 40)]), []) == 1
}

test_fires_below_a_client_of_the_database if {
	found([postgres("main: app app 10.0.0.1(4242) COPY"), sh("id > /tmp/x")], []) == 1
	found([postgres("app app [local] idle"), sh("cp a b")], []) == 1
}

test_silent_on_health_checks_and_sessions if {
	found([nginx, object.union(process(20, 3, "/usr/bin/dash", ["/bin/sh", "-c", "curl -f http://localhost/ || exit 1"]), {"exec": true})], []) == 0
	found([nginx, object.union(process(20, 3, "/usr/bin/bash", ["bash"]), {"exec": true})], []) == 0
}

test_silent_on_archive_commands if {
	every what in ["archiver archiving 000000010000000000000001", "main: archiver ", "startup recovering 000000010000000000000001", "checkpointer "] {
		found([postgres(what), sh("test ! -f /archive/a && cp pg_wal/a /archive/a")], []) == 0
		found([postgres(what), sh("restore a b"), process(21, 20, "/usr/bin/bash", ["bash", "-c", "cp a b; sync"])], []) == 0
	}
}

test_silent_on_state_transfers if {
	found([process(10, 1, "/usr/sbin/mariadbd", ["mysqld"]), sh("wsrep_sst_mariabackup --role 'donor' --address '10.0.0.2:4444/xtrabackup_sst//1'")], []) == 0
	found([process(10, 1, "/usr/sbin/mariadbd", ["mysqld"]), sh("wsrep_sst_x --role 'a'; id")], []) == 1
}

test_silent_on_errands if {
	every text in [
		"/usr/sbin/sendmail -t -i", "exec /usr/bin/rotatelogs /var/log/httpd/access.%Y 86400", "'/usr/bin/convert' '/tmp/a.png' -resize 10x10 '/tmp/b.png' 2>&1",
		"exec 'git' 'rev-parse' 'HEAD' 2>/dev/null", "ffmpeg -i a b > /dev/null 2>&1", "uname -a",
	] {
		found([fpm, sh(text)], []) == 0
	}
	every text in ["/usr/sbin/sendmail -t; id", "convert a $(id)", "git x | sh", "/tmp/convert a b", "uname -a > /var/www/x"] {
		found([fpm, sh(text)], []) == 1
	}
}

test_silent_on_scripts_of_the_image if {
	every p in [
		process(20, 10, "/usr/bin/perl", ["/usr/bin/perl", "/usr/lib/cgi-bin/status.pl"]), process(20, 10, "/usr/bin/bash", ["bash", "/usr/local/bin/check.sh"]),
		process(20, 10, "/usr/bin/php-cgi8.2", ["/usr/bin/php-cgi"]), process(20, 10, "/usr/sbin/nginx", ["nginx: worker process"]),
	] {
		found([nginx, p], []) == 0
	}
}

test_silent_on_workers if {
	gunicorn := process(10, 1, "/usr/bin/python3.11", ["gunicorn: master [app]", ""])
	found([gunicorn, process(20, 10, "/usr/bin/python3.11", ["gunicorn: worker [app]", ""])], []) == 0
	found([gunicorn, process(20, 10, "/usr/bin/python3.11", ["/usr/bin/python3", "-c", "from multiprocessing.spawn import spawn_main; spawn_main(tracker_fd=5, pipe_handle=7)", "--multiprocessing-fork"])], []) == 0
	found([gunicorn, process(20, 10, "/usr/bin/python3.11", ["/usr/bin/python3", "-c", "from multiprocessing.resource_tracker import main;main(5)"])], []) == 0
	found([gunicorn, process(20, 10, "/usr/bin/python3.11", ["/usr/bin/python3", "-c", "from multiprocessing.x import main;main(5);import os"])], []) == 1
	found([node, process(20, 10, "/usr/local/bin/node", ["/usr/local/bin/node", "/app/worker.js"])], listening) == 0
}

test_silent_above_and_beside_services if {
	found([process(1, 0, "/usr/bin/bash", ["bash", "-c", "nginx; tail -f /dev/null"]), process(10, 1, "/usr/sbin/nginx", ["nginx: master process"])], []) == 0
	found([process(1, 0, "/usr/bin/bash", ["bash", "/usr/bin/mysqld_safe"]), process(10, 1, "/usr/sbin/mariadbd", ["mysqld"])], []) == 0
}

test_silent_below_what_starts_commands_by_trade if {
	every p in [
		process(10, 1, "/usr/local/bin/node", ["npm start", "", ""]), process(10, 1, "/usr/local/bin/node", ["node", "/usr/local/bin/yarn", "dev"]),
		process(10, 1, "/usr/local/bin/node", ["PM2 v5.3.0: God Daemon (/root/.pm2)"]), process(10, 1, "/usr/bin/python3.11", ["/usr/bin/python3", "/usr/bin/supervisord", "-n"]),
		process(10, 1, "/usr/bin/java", ["java", "-jar", "/usr/share/jenkins/jenkins.war"]), process(10, 1, "/usr/lib/node", ["/usr/lib/node", "/usr/lib/code-server"]),
		process(10, 1, "/usr/bin/python3.11", ["/usr/bin/python3", "/usr/local/bin/jupyter-lab"]), process(10, 1, "/usr/sbin/cron", ["cron"]), process(10, 1, "/usr/sbin/sshd", ["sshd: a"]),
	] {
		found([p, sh("node server.js; x")], listening) == 0
	}
}

likely(setup) := {f.severity | some f in found} if {
	found := rule.findings with input as object.union({"processes": [object.union(node, {"init": true}), sh("id; ls")]}, setup)
}

test_fires_medium_where_sockets_are_not_seen if {
	likely({"config": {"exposed": ["3000/tcp"]}}) == {"medium"}
	likely({"config": {"ports": [{"container_port": 3000, "protocol": "tcp"}]}}) == {"medium"}
	likely({"image": {"config": {"exposed": ["3000/tcp"]}}}) == {"medium"}
	likely({"image": {"config": {"exposed": []}}}) == set()
	likely({"config": {"exposed": ["3000/tcp"]}, "coverage": [{"collector": "sockets", "status": "ok"}]}) == set()
}

test_silent_below_a_program_that_does_not_listen if found([node, sh("id; ls")], []) == 0

test_silent_where_a_trade_is_in_between if {
	found([fpm, process(11, 10, "/usr/sbin/cron", ["cron"]), process(20, 11, "/usr/bin/dash", ["sh", "-c", "id; ls"])], []) == 0
}
