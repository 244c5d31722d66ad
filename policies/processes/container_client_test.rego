package rummage.processes.container_client_test

import data.rummage.processes.container_client as rule

process(exe, state, args) := {"pid": 7, "exe": exe, "exe_state": state, "command": concat(" ", args), "args": args, "cwd": "/"}

severities(exe, state, args) := {f.severity | some f in found} if {
	found := rule.findings with input.processes as [process(exe, state, args)]
}

test_fires_medium_on_clients if {
	every name in ["docker", "kubectl", "crictl", "nerdctl", "ctr"] {
		severities(concat("/", ["/usr/local/bin", name]), "added", [name, "ps"]) == {"medium"}
	}
	severities("/opt/kubectl-v1.29.0", "added", ["./x", "get", "pods"]) == {"medium"}
	severities("", "unknown", ["/usr/bin/docker", "ps"]) == {"medium"}
}

test_fires_medium_on_the_socket if {
	every args in [
		["curl", "-s", "--unix-socket", "/var/run/docker.sock", "http://localhost/containers/json"], ["sh", "-c", "curl --unix-socket=/run/docker.sock http://x/"],
		["socat", "-", "UNIX-CONNECT:/var/run/docker.sock"], ["nc", "-U", "/run/containerd/containerd.sock"],
		["app", "-H", "unix:///run/podman/podman.sock"], ["python3", "-c", "s=socket.socket(socket.AF_UNIX);s.connect('/var/run/docker.sock')"],
	] {
		severities("/usr/bin/x", "image", args) == {"medium"}
	}
}

test_fires_low_in_the_image if {
	severities("/usr/local/bin/docker", "image", ["docker", "events"]) == {"low"}
	severities("/usr/bin/kubectl", "image", ["kubectl", "proxy"]) == {"low"}
}

test_silent_on_daemons if {
	every p in [["/usr/bin/dockerd", ["dockerd"]], ["/usr/bin/containerd", ["containerd"]], ["/usr/bin/docker-proxy", ["docker-proxy"]], ["/usr/bin/traefik", ["traefik", "--providers.docker"]]] {
		severities(p[0], "image", p[1]) == set()
	}
}

test_silent_on_other_sockets_and_words if {
	every args in [
		["curl", "--unix-socket", "/run/php/php-fpm.sock", "http://x/"], ["grep", "-r", "unix:///var/run/docker.sock", "/etc"],
		["ls", "-l", "/var/run/docker.sock"], ["apt-get", "install", "docker"],
	] {
		severities("/usr/bin/x", "image", args) == set()
	}
}

test_silent_on_health_checks if {
	test := ["CMD", "curl", "--unix-socket", "/var/run/docker.sock", "http://localhost/_ping"]
	count(rule.findings) == 0 with input as {
		"config": {"healthcheck": {"test": test}},
		"processes": [object.union(process("/usr/bin/curl", "image", array.slice(test, 1, 5)), {"exec": true})],
	}
}

test_silent_on_what_the_site_allows if {
	severities("/usr/local/bin/docker", "image", ["docker", "events"]) == set() with data.allow.processes as ["docker"]
	severities("/app/agent", "image", ["agent", "-H", "unix:///run/podman/podman.sock"]) == set() with data.allow.processes as ["/app/agent"]
}
