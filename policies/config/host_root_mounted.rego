# METADATA
# title: Host's root mounted
# description: |
#   The host's root directory is mounted into the container. Whoever is root
#   in the container reads every secret of the host and, when the mount is
#   writable, owns the host.
# related_resources:
#   - ref: https://attack.mitre.org/techniques/T1611/
# schemas:
#   - input: schema.document
# custom:
#   severity: high
#   category: misconfiguration
#   attack: [T1611]
#   cis: ["5.6"]
#   remediation: |
#     Mount the directories that the program needs, read-only where it only
#     reads. Treat the host as compromised when the container is.
package rummage.config.host_root_mounted

import data.rummage.lib.allow

findings contains {
	"message": sprintf("the host's root directory is mounted at %s, %s", [m.destination, access[m.rw]]),
	"severity": severities[m.rw],
	"location": {"config": sprintf("config.mounts.%s", [m.destination])},
	"evidence": {"source": m.source, "destination": m.destination, "rw": m.rw},
} if {
	some m in input.config.mounts
	m.type == "bind"
	is_root(m.source)
	not allow.mount(m)
}

access := {true: "writable", false: "read-only"}

severities := {true: "critical", false: "high"}

is_root(source) if regex.match(`^/+(\.{0,2}/+)*\.{0,2}$`, source)

# The root of a process of the host is the host's.
is_root(source) if regex.match(`^/proc/([0-9]+|self|thread-self)/root/*$`, source)
