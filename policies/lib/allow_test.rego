package rummage.lib.allow_test

import data.rummage.lib.allow

web := {"target": {"kind": "container", "name": "web", "image": {"name": "nginx:1.27"}}}

test_nothing_without_data if {
	not allow.mount({"source": "/", "rw": true}) with input as web
	not allow.port(80, "tcp") with input as web
	not allow.user("root") with input as web
	not allow.process({"exe": "/bin/sh", "exe_state": "image"}) with input as web
	not allow.program("/bin/sh") with input as web
	not allow.registries with input as web
}

# By the image, written in any way.
test_images if {
	every pattern in ["nginx", "nginx:*", "nginx:1.27", "docker.io/library/nginx", "docker.io/**", "**", "{nginx,httpd}:*"] {
		allow.port(80, "tcp") with data.allow.images as {pattern: {"ports": [80]}} with input as web
	}
	every pattern in ["httpd", "nginx:1.26", "quay.io/**", "*/nginx", "ngin"] {
		not allow.port(80, "tcp") with data.allow.images as {pattern: {"ports": [80]}} with input as web
	}
}

# Global and image's lists add up.
test_both if {
	both := {"ports": [443], "images": {"nginx": {"ports": [80]}, "httpd": {"ports": [8080]}}}
	allow.port(443, "tcp") with data.allow as both with input as web
	allow.port(80, "tcp") with data.allow as both with input as web
	not allow.port(8080, "tcp") with data.allow as both with input as web
}

# An image without a name is none of those that are named.
test_no_image if {
	some_allowed := {"users": ["app"], "images": {"**": {"users": ["root"]}}}
	not allow.user("root") with data.allow as some_allowed with input as {"target": {"kind": "container", "name": "web"}}
	allow.user("app") with data.allow as some_allowed with input as {"target": {"kind": "container", "name": "web"}}
}

test_mounts if {
	cases := {
		["/srv", "/srv"], ["/srv/", "/srv"], ["/srv", "/srv/"], ["/srv/*", "/srv/a"], ["/srv/**", "/srv/a/b"], ["/", "/"],
		["/var/run/docker.sock", "/var/run/docker.sock"], [`\\.\pipe\docker_engine`, `\\.\pipe\docker_engine`], ["/home/*/app", "/home/me/app"],
	}
	every pair in cases {
		allow.mount({"source": pair[1], "rw": true}) with data.allow.mounts as [pair[0]] with input as web
	}
}

test_other_mounts if {
	cases := {
		["/srv", "/srv/a"], ["/srv/*", "/srv/a/b"], ["/", "/etc"], ["/srv/**", "/srv/../etc"], ["/srv", "/srv2"], ["/srv", "//"],
		["/var/run/docker.sock", "/run/docker.sock"],
	}
	every pair in cases {
		not allow.mount({"source": pair[1], "rw": true}) with data.allow.mounts as [pair[0]] with input as web
	}
}

test_read_only_mounts if {
	allow.mount({"source": "/etc", "rw": false}) with data.allow.mounts as ["/etc:ro"] with input as web
	not allow.mount({"source": "/etc", "rw": true}) with data.allow.mounts as ["/etc:ro"] with input as web
	allow.mount({"source": "/etc", "rw": false}) with data.allow.mounts as ["/etc"] with input as web
}

test_ports if {
	every item in [80, "80", "80/tcp", "70-90", "70-90/tcp", "80-80"] {
		allow.port(80, "tcp") with data.allow.ports as [item] with input as web
	}
	every item in [8, 8080, "80/udp", "81-90", "800", "70-90/udp"] {
		not allow.port(80, "tcp") with data.allow.ports as [item] with input as web
	}
}

test_users if {
	every pair in [["root", ""], ["root", "0:0"], [0, "root:adm"], ["0", ""], ["app", "app:app"], [1000, "1000"], ["svc-*", "svc-db"]] {
		allow.user(pair[1]) with data.allow.users as [pair[0]] with input as web
	}
	every pair in [["app", ""], [1000, "0"], ["root", "www-data"]] {
		not allow.user(pair[1]) with data.allow.users as [pair[0]] with input as web
	}
}

test_processes_by_path if {
	agent := {"exe": "/opt/agent/bin/agent", "exe_state": "added", "args": ["agent"]}
	every item in ["/opt/agent/**", "/opt/agent/bin/agent", "/opt/*/bin/agent"] {
		allow.process(agent) with data.allow.processes as [item] with input as web
	}
	not allow.process(agent) with data.allow.processes as ["/opt/*"] with input as web
	script := {"exe": "/bin/sh", "exe_state": "image", "args": ["sh", "/opt/agent/run.sh"]}
	allow.process(script) with data.allow.processes as ["/opt/agent/*"] with input as web
}

# A name is enough for what the image brought, and for nothing else.
test_processes_by_name if {
	every p in [
		{"exe": "/usr/bin/nmap", "exe_state": "image", "args": ["nmap"]},
		{"exe": "/usr/bin/nmap", "args": ["nmap"]},
		{"exe": "", "args": ["/usr/bin/nmap", "-sP"]},
	] {
		allow.process(p) with data.allow.processes as ["nmap"] with input as web
	}
	every p in [
		{"exe": "/tmp/nmap", "exe_state": "added", "args": ["nmap"]},
		{"exe": "/usr/bin/nmap", "exe_state": "deleted", "args": ["nmap"]},
		{"exe": "/usr/bin/masscan", "exe_state": "image", "args": ["nmap"]},
	] {
		not allow.process(p) with data.allow.processes as ["nmap"] with input as web
	}
	not allow.program("/usr/bin/nmap") with data.allow.processes as ["nmap"] with input as web
}

test_registries if {
	every item in ["docker.io", "docker.io/library", "docker.io/library/", "docker.io/library/nginx", "docker.*"] {
		allow.registry("nginx:1.27") with data.allow.registries as [item] with input as web
	}
	every item in ["docker.io/team", "registry.example.com", "docker", "nginx", "docker.io/lib"] {
		not allow.registry("nginx:1.27") with data.allow.registries as [item] with input as web
	}
	allow.registries with data.allow.registries as ["docker.io"] with input as web
	not allow.registries with data.allow.registries as [] with input as web
	not allow.registry("3e254bd66704") with data.allow.registries as ["**"] with input as web
}
