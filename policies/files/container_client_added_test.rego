package rummage.files.container_client_added_test

import data.rummage.files.container_client_added as rule

program(change) := object.union({"path": "/usr/local/bin/docker", "kind": "added", "type": "file", "mode": "755", "size": 9000, "magic": "application/x-executable", "sha256": "a", "ctime": "2026-01-02T04:00:00Z"}, change)

test_fires_on_clients if {
	every path in ["/usr/local/bin/docker", "/tmp/kubectl", "/root/crictl", "/opt/nerdctl", "/dev/shm/ctr"] {
		{[f.location.path, f.severity] | some f in rule.findings} == {[path, "medium"]} with input.changes as [program({"path": path})]
	}
}

test_fires_with_the_socket_in_reach if {
	found := rule.findings with input as {
		"config": {"mounts": [{"type": "bind", "destination": "/var/run/docker.sock"}, {"type": "volume", "destination": "/data"}]},
		"changes": [program({})],
	}
	{f.evidence.mounted | some f in found} == {{"/var/run/docker.sock"}}
}

test_fires_low_on_a_script if {
	found := rule.findings with input.changes as [program({"path": "/usr/bin/docker", "magic": "text/plain", "interpreter": "/bin/sh"})]
	{f.severity | some f in found} == {"low"}
}

test_fires_no_worse_at_start if {
	found := rule.findings with input as {"config": {"started": "2026-01-02T03:59:58Z"}, "changes": [program({})]}
	{f.severity | some f in found} == {"low"}
}

test_silent_on_a_package if {
	found := rule.findings with input.changes as [program({"path": "/usr/bin/docker", "package": "docker-cli"}), {"path": "/lib/apk/db/installed", "kind": "modified", "type": "file"}]
	count(found) == 0
}

test_silent_on_namesakes if {
	every c in [
		{"path": "/usr/share/bash-completion/completions/docker", "magic": "text/plain", "interpreter": "/bin/bash"},
		{"path": "/opt/venv/lib/python3.12/site-packages/docker", "type": "directory"},
		{"path": "/srv/app/scripts/docker", "magic": "text/plain", "interpreter": "/bin/sh"},
		{"path": "/etc/default/docker", "mode": "644", "magic": "text/plain"},
		{"path": "/usr/local/bin/docker-entrypoint.sh"},
		{"kind": "deleted"},
	] {
		count(rule.findings) == 0 with input.changes as [program(c)]
	}
}

# A client of the host that is mounted is a setting of the container, and no
# change.
test_silent_on_mounts if {
	found := rule.findings with input as {"config": {"mounts": [{"type": "bind", "destination": "/usr/local/bin/docker"}]}, "changes": [program({})]}
	count(found) == 0
	count(rule.findings) == 0 with input.changes as [program({"size": 0, "magic": "inode/x-empty"})]
}

test_silent_when_the_image_has_it if {
	count(rule.findings) == 0 with input.changes as [program({"kind": "modified", "was": {"sha256": "a"}})]
}

test_silent_on_what_the_site_allows if {
	every c in [program({}), program({"magic": "text/plain", "interpreter": "/bin/sh"})] {
		count(rule.findings) == 0 with input.changes as [c] with data.allow.processes as ["/usr/local/bin/docker"]
	}
}
