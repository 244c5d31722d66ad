# METADATA
# title: SSH published
# description: |
#   The container publishes port 22. A login service in a container has
#   accounts, keys and updates of its own that nobody looks after.
# related_resources:
#   - ref: https://attack.mitre.org/techniques/T1021/004/
# schemas:
#   - input: schema.document
# custom:
#   severity: medium
#   category: misconfiguration
#   attack: [T1021.004]
#   cis: ["5.7"]
#   remediation: |
#     Use docker exec, or SSH to the host, and remove the daemon from the
#     image.
package rummage.config.ssh_published

import data.rummage.lib.allow

findings contains {
	"message": sprintf("port 22 of the container is published as %d", [p.host_port]),
	"location": {"config": "config.ports.22/tcp"},
	"evidence": {"host_ports": {q.host_port | some q in input.config.ports; q.container_port == 22}},
} if {
	some p in input.config.ports
	p.container_port == 22
	p.protocol == "tcp"
	not allow.port(22, "tcp")
}
