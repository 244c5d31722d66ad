package rummage.config.engine_socket_mounted_test

import data.rummage.config.engine_socket_mounted as rule

mounted(kind, source) := {"mounts": [{"type": kind, "source": source, "destination": "/x", "rw": false}]}

test_fires_on_sockets_of_engines if {
	every source in ["/var/run/docker.sock", "/run/containerd/containerd.sock", "/run/crio/crio.sock", "/run/user/1000/podman/podman.sock"] {
		count(rule.findings) == 1 with input.config as mounted("bind", source)
	}
}

test_fires_on_a_named_pipe if {
	count(rule.findings) == 1 with input.config as mounted("npipe", `\\.\pipe\docker_engine`)
}

test_silent_on_other_sockets if {
	every source in ["/run/mysqld/mysqld.sock", "/srv/docker.sock.d", "/etc/docker/daemon.json"] {
		count(rule.findings) == 0 with input.config as mounted("bind", source)
	}
}

test_silent_on_what_the_site_allows if {
	count(rule.findings) == 0 with input.config as mounted("bind", "/var/run/docker.sock")
		with input.target as {"kind": "container", "image": {"name": "traefik:3"}}
		with data.allow.images as {"traefik": {"mounts": ["/var/run/docker.sock"]}}
	count(rule.findings) == 0 with input.config as mounted("npipe", `\\.\pipe\docker_engine`) with data.allow.mounts as [`\\.\pipe\docker_engine`]
}

test_fires_on_another_image if {
	count(rule.findings) == 1 with input.config as mounted("bind", "/var/run/docker.sock")
		with input.target as {"kind": "container", "image": {"name": "web:3"}}
		with data.allow.images as {"traefik": {"mounts": ["/var/run/docker.sock"]}}
}
