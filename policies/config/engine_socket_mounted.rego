# METADATA
# title: Engine's socket mounted
# description: |
#   The socket of the container engine is mounted into the container. Who can
#   write to it can start a privileged container and so owns the host.
#   Mounting it read-only does not help: it is the socket that is read-only,
#   not what is asked through it.
# related_resources:
#   - ref: https://attack.mitre.org/techniques/T1611/
# schemas:
#   - input: schema.document
# custom:
#   severity: high
#   category: misconfiguration
#   attack: [T1611, T1610]
#   cis: ["5.32"]
#   remediation: |
#     Give the program a proxy that passes only the calls that it needs, or a
#     rootless engine of its own.
package rummage.config.engine_socket_mounted

import data.rummage.lib.allow

findings contains {
	"message": sprintf("the socket %s of the container engine is mounted at %s", [m.source, m.destination]),
	"location": {"config": sprintf("config.mounts.%s", [m.destination])},
	"evidence": {"source": m.source, "destination": m.destination},
} if {
	some m in input.config.mounts
	is_socket(m)
	not allow.mount(m)
}

is_socket(m) if regex.match(
	`(^|/)(docker|docker\.raw|containerd|crio|cri-dockerd|dockershim|podman|buildkitd)\.sock$`,
	m.source,
)

is_socket(m) if {
	m.type == "npipe"
	regex.match(`(?i)docker_engine|containerd-containerd`, m.source)
}
