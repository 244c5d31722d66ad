package rummage.processes.scanner_test

import data.rummage.processes.scanner as rule

process(exe, state, args) := {"pid": 7, "exe": exe, "exe_state": state, "command": concat(" ", args), "args": args, "cwd": "/"}

severities(exe, state, args) := {f.severity | some f in found} if {
	found := rule.findings with input as {"processes": [process(exe, state, args)], "changes": [{"path": "/root/sqlmap/sqlmap.py", "kind": "added"}]}
}

test_fires_high if {
	severities("/opt/masscan", "added", ["./masscan", "10.0.0.0/8", "-p2375"]) == {"high"}
	severities("/opt/fscan_amd64", "added", ["x"]) == {"high"}
	severities("/usr/bin/nmap", "unknown", ["nmap"]) == {"high"}
	severities("/opt/x/zgrab2", "deleted", ["x"]) == {"high"}
	severities("/opt/hydra", "added", ["hydra", "-L", "users", "-P", "words", "ssh://10.0.0.1"]) == {"high"}
	severities("/usr/bin/python3.11", "image", ["python3", "/root/sqlmap/sqlmap.py", "-u", "http://a"]) == {"high"}
	severities("", "unknown", ["pnscan", "10.0.0.0/8", "22"]) == {"high"}
}

test_fires_medium_in_the_image if {
	severities("/usr/bin/nmap", "image", ["nmap", "-sn", "10.0.0.0/24"]) == {"medium"}
	severities("/usr/bin/python3.11", "image", ["python3", "/opt/patator.py", "ssh_login"]) == {"medium"}
}

test_fires_once_for_many if {
	count(rule.findings) == 1 with input.processes as [object.union(process("/opt/nmap", "added", ["nmap"]), {"pid": i}) | some i in numbers.range(2, 20)]
}

test_silent_on_namesakes if {
	every p in [
		["/usr/bin/hydra", ["hydra", "serve", "all", "--dev"]], ["/app/medusa", ["medusa", "start"]], ["/usr/bin/xray", ["xray", "run", "-c", "/etc/xray.json"]],
		["/usr/bin/responder", ["responder", "--port", "80"]], ["/usr/local/bin/node", ["node", "/app/node_modules/.bin/medusa", "develop"]],
	] {
		severities(p[0], "image", p[1]) == set()
	}
}

test_silent_on_the_words_of_others if {
	every args in [["grep", "nmap", "/x"], ["man", "masscan"], ["apt-get", "install", "nmap"], ["tail", "-f", "/var/log/hydra"]] {
		severities("/usr/bin/x", "image", args) == set()
	}
}

test_silent_on_what_the_site_allows if {
	severities("/usr/bin/nmap", "image", ["nmap", "-sn", "10.0.0.0/24"]) == set() with data.allow.processes as ["nmap"]
	severities("/opt/nmap", "added", ["nmap", "-sn", "10.0.0.0/24"]) == {"high"} with data.allow.processes as ["nmap"]
}
