# METADATA
# title: Sensitive directory of the host mounted
# description: |
#   A directory that holds the host's settings, secrets, devices, programs or
#   the engine's own data is mounted into the container. Writable, most of
#   them are a way to run code on the host.
# related_resources:
#   - ref: https://attack.mitre.org/techniques/T1611/
# schemas:
#   - input: schema.document
# custom:
#   severity: medium
#   category: misconfiguration
#   attack: [T1611]
#   cis: ["5.6"]
#   remediation: |
#     Mount the single files that the program needs, read-only. Agents that
#     watch the host should be excepted by name.
package rummage.config.sensitive_host_path

import data.rummage.lib.allow

findings contains {
	"message": sprintf("%s of the host is mounted at %s, %s", [m.source, m.destination, access[m.rw]]),
	"severity": severities[m.rw],
	"location": {"config": sprintf("config.mounts.%s", [m.destination])},
	"evidence": {"source": m.source, "destination": m.destination, "rw": m.rw},
} if {
	some m in input.config.mounts
	m.type == "bind"
	is_sensitive(trim_right(m.source, "/"))
	not allow.mount(m)
}

access := {true: "writable", false: "read-only"}

severities := {true: "high", false: "medium"}

# What is sensitive as a whole: a single file below it need not be.
is_sensitive(path) if path in {
	"/etc", "/root", "/home", "/dev", "/usr", "/usr/bin", "/usr/sbin", "/usr/lib", "/bin", "/sbin", "/lib", "/lib64",
	"/var", "/var/lib", "/run", "/var/run", "/var/log", "/opt/cni", "/var/lib/kubelet", "/run/containerd", "/var/run/containerd",
}

# What is sensitive down to each file.
is_sensitive(path) if regex.match(
	`^(/boot|/lib/modules|/usr/lib/modules|/proc|/sys|/var/lib/docker|/var/lib/containerd|/etc/cron[^/]*|/var/spool/cron|/etc/ssh|/etc/systemd|/etc/pam\.d|/etc/sudoers[^/]*|/etc/kubernetes|/etc/docker|/root/\.ssh|/home/[^/]+/\.ssh)(/|$)`,
	path,
)

is_sensitive(path) if path in {"/etc/shadow", "/etc/gshadow", "/etc/passwd", "/etc/group", "/etc/ld.so.preload", "/etc/crontab"}

is_sensitive(path) if regex.match(`^/home/[^/]+$`, path)
