package rummage.persistence.entrypoint_modified_test

import data.rummage.persistence.entrypoint_modified as rule

script(path) := {
	"path": path, "kind": "modified", "type": "file", "mode": "755", "size": 9, "sha256": "a", "interpreter": "/bin/sh",
	"was": {"type": "file", "size": 9, "sha256": "b"},
}

settings(path) := object.remove(object.union(script(path), {"mode": "644"}), ["interpreter"])

found(config, changes) := result if {
	result := {[f.severity, f.location.path] | some f in rule.findings} with input as {"config": config, "changes": changes}
}

starts(entrypoint, cmd) := {"entrypoint": entrypoint, "cmd": cmd, "working_dir": "/srv/app", "env": [{"name": "PATH", "value": "/usr/local/bin:/usr/bin:/bin"}]}

test_fires_on_what_it_starts if {
	cases := [
		[["/entrypoint.sh"], ["nginx"], "/entrypoint.sh"],
		[["docker-entrypoint.sh"], ["redis-server"], "/usr/local/bin/docker-entrypoint.sh"],
		[["docker-entrypoint.sh"], ["redis-server"], "/usr/bin/redis-server"],
		[["tini", "--", "/docker-entrypoint.sh"], [], "/docker-entrypoint.sh"],
		[["/bin/sh", "-c"], ["/srv/start.sh && exec nginx"], "/srv/start.sh"],
		[[], ["sh", "-c", "exec /usr/sbin/cron -f"], "/usr/sbin/cron"],
		[[], ["/bin/sleep", "9"], "/usr/bin/sleep"],
		[[], ["./run"], "/srv/app/run"],
		[[], ["bin/run"], "/srv/app/bin/run"],
	]
	every case in cases {
		found(starts(case[0], case[1]), [script(case[2])]) == {["high", case[2]]}
	}
}

test_fires_on_code_that_an_interpreter_runs if {
	every cmd in [["node", "server.js"], ["node", "./server.js"], ["node", "/srv/app/server.js"]] {
		found(starts(["docker-entrypoint.sh"], cmd), [settings("/srv/app/server.js")]) == {["high", "/srv/app/server.js"]}
	}
	found(starts([], ["java", "-jar", "/opt/app.jar"]), [settings("/opt/app.jar")]) == {["high", "/opt/app.jar"]}
}

test_fires_without_the_image_at_hand if {
	found(starts(["/entrypoint.sh"], []), [object.remove(script("/entrypoint.sh"), ["was"])]) == {["high", "/entrypoint.sh"]}
}

test_fires_on_a_link_in_its_place if {
	change := {"path": "/entrypoint.sh", "kind": "modified", "type": "symlink", "link_target": "/tmp/x", "was": {"type": "file"}}
	found(starts(["/entrypoint.sh"], []), [change]) == {["high", "/entrypoint.sh"]}
}

test_fires_on_a_shadow if {
	change := object.union(script("/usr/local/bin/nginx"), {"kind": "added"})
	found(starts([], ["nginx", "-g", "daemon off;"]), [change]) == {["high", "/usr/local/bin/nginx"]}
}

test_fires_on_health_checks if {
	config := {"healthcheck": {"test": ["CMD-SHELL", "/healthcheck.sh || exit 1"]}}
	findings := rule.findings with input as {"config": config, "changes": [script("/healthcheck.sh")]}
	{f.message | some f in findings} == {"/healthcheck.sh, with which the container checks its health, has other content than in the image"}
}

# An entrypoint may fill a template in.
test_fires_low_at_start if {
	change := object.union(script("/srv/app/server.js"), {"mtime": "2026-01-02T03:04:06Z"})
	found(object.union(starts(["/entrypoint.sh"], ["node", "server.js"]), {"started": "2026-01-02T03:04:05Z"}), [change]) == {["low", "/srv/app/server.js"]}
}

test_silent_when_only_touched if {
	found(starts(["/entrypoint.sh"], []), [object.union(script("/entrypoint.sh"), {"was": {"sha256": "a"}})]) == set()
}

# Services write their own settings.
test_silent_on_settings_and_data if {
	found(starts(["docker-entrypoint.sh"], ["redis-server", "/etc/redis/redis.conf"]), [settings("/etc/redis/redis.conf")]) == set()
	found(starts([], ["nginx", "-c", "/etc/nginx/nginx.conf"]), [settings("/etc/nginx/nginx.conf")]) == set()
}

test_silent_on_packages if {
	changes := [object.union(script("/usr/sbin/nginx"), {"package": "nginx"}), {"path": "/var/lib/dpkg/status", "kind": "modified"}]
	found(starts(["/usr/sbin/nginx"], []), changes) == set()
}

test_silent_on_what_it_does_not_start if {
	found(starts(["/entrypoint.sh"], ["--name", "a=b", ""]), [script("/other.sh"), script("/srv/entrypoint.sh")]) == set()
	found({"healthcheck": {"test": ["NONE"]}}, [script("/entrypoint.sh")]) == set()
}

# What is installed at the start and then started, as in development.
test_silent_on_programs_that_it_installs if {
	change := object.union(script("/usr/local/bin/gunicorn"), {"kind": "added"})
	found(starts([], ["sh", "-c", "pip install -r requirements.txt && gunicorn app"]), [change]) == set()
	found(starts(["/entrypoint.sh"], ["gunicorn"]), [change]) == set()
}

test_silent_without_a_configuration if {
	count(rule.findings) == 0 with input.changes as [script("/entrypoint.sh")]
}
