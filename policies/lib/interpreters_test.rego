package rummage.lib.interpreters_test

import data.rummage.lib.interpreters

process(exe, args) := {"exe": exe, "args": args, "cwd": "/srv"}

test_script if {
	every example in [
		["/usr/bin/python3.11", ["python3", "x.py"], "/srv/x.py"],
		["/usr/bin/python3.11", ["python3", "-u", "-W", "ignore", "-X", "dev", "./x.py", "-c"], "/srv/x.py"],
		["/usr/bin/dash", ["sh", "-e", "/entrypoint.sh", "nginx"], "/entrypoint.sh"],
		["/usr/bin/bash", ["bash", "-o", "errexit", "--norc", "x.sh"], "/srv/x.sh"],
		["/usr/bin/node", ["node", "-r", "dotenv/config", "--max-old-space-size=10", "server.js"], "/srv/server.js"],
		["/usr/bin/php8.2", ["php", "-d", "memory_limit=1G", "-f", "/a.php"], "/a.php"],
		["/usr/bin/perl", ["perl", "-w", "-I", "lib", "x.pl"], "/srv/x.pl"],
		["/usr/bin/ruby3.1", ["ruby", "-r", "set", "x.rb"], "/srv/x.rb"],
		["/bin/busybox", ["/bin/sh", "/x.sh"], "/x.sh"],
		["/bin/busybox", ["busybox", "sh", "/x.sh"], "/x.sh"],
		["", ["-bash", "/x.sh"], "/x.sh"],
	] {
		interpreters.script(process(example[0], example[1])) == example[2]
	}
}

test_no_script if {
	every example in [
		["/usr/bin/python3.11", ["python3", "-c", "import x", "/tmp/a"]], ["/usr/bin/python3.11", ["python3", "-m", "http.server", "80"]],
		["/usr/bin/python3.11", ["python3", "-Sc", "import x"]], ["/usr/bin/python3.11", ["python3", "-", "/tmp/a"]],
		["/usr/bin/python3.11", ["gunicorn: master [app]", "", ""]], ["/usr/sbin/php-fpm8.2", ["php-fpm: pool www", ""]],
		["/usr/bin/dash", ["sh", "-ec", "/tmp/x"]], ["/usr/bin/bash", ["bash", "-s", "--", "/tmp/x"]], ["/usr/bin/bash", ["-bash"]],
		["/usr/bin/perl", ["perl", "-lane", "print", "/tmp/x"]], ["/usr/bin/perl", ["perl", "-eprint 1", "/tmp/x"]],
		["/usr/bin/node", ["node", "-e", "1", "/tmp/x"]], ["/usr/bin/php8.2", ["php", "-r", "echo 1;"]],
		["/bin/busybox", ["tail", "-f", "/tmp/log"]], ["/bin/busybox", ["busybox", "tail", "/tmp/log"]], ["/bin/busybox", ["sleep", "5"]],
		["/usr/sbin/nginx", ["nginx", "/tmp/x"]],
	] {
		not has_script(process(example[0], example[1]))
	}
}

has_script(p) if interpreters.script(p)

test_code if {
	every args in [["sh", "-c", "id"], ["bash", "-lc", "id"], ["python3", "-c", "1"], ["perl", "-MIO::Socket", "-e", "1"], ["node", "-pe", "1"], ["ruby", "-rsocket", "-e", "1"], ["lua", "-e", "1"], ["tclsh", "-e", "1"]] {
		interpreters.has_code(process("", args))
	}
	every args in [["bash", "--norc"], ["sh", "-e", "x.sh"], ["perl", "-MCode", "x.pl"], ["node", "-r", "esm", "x.js"], ["ruby", "-rone", "x.rb"], ["python3", "-m", "code"]] {
		not interpreters.has_code(process("", args))
	}
}

test_bare if {
	every args in [["sh"], ["-bash"], ["bash", "-i"], ["sh", "-s", "x"], ["busybox", "sh"], ["python3"], ["python3", "-"], ["bash", "-li"]] {
		interpreters.is_bare(process("", args))
	}
	every args in [["sh", "-c", "id"], ["bash", "x.sh"], ["php-fpm"], ["python3", "-m", "x"], ["nginx"]] {
		not interpreters.is_bare(process("", args))
	}
	not interpreters.is_bare(process("/usr/bin/python3.11", ["gunicorn: worker [app]", ""]))
}

test_shell if {
	every name in ["sh", "bash", "dash", "ash", "zsh", "rbash", "fish"] {
		interpreters.is_shell(process(concat("/", ["/bin", name]), [name]))
	}
	interpreters.is_shell(process("/bin/busybox", ["-ash"]))
	interpreters.is_shell(process("", ["busybox", "sh", "-c", "id"]))
	interpreters.has_code(process("", ["busybox", "sh", "-c", "id"]))
	not interpreters.is_shell(process("", ["busybox", "ls", "-c"]))
	not interpreters.is_shell(process("/bin/busybox", ["ls"]))
	not interpreters.is_shell(process("/usr/sbin/sshd", ["sshd: a@notty"]))
}
