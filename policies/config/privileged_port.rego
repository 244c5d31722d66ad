# METADATA
# title: Privileged port of the host
# description: |
#   The container takes a port below 1024 of the host, where users expect
#   services of the host itself.
# related_resources:
#   - ref: https://docs.docker.com/engine/network/#published-ports
# schemas:
#   - input: schema.document
# custom:
#   severity: low
#   category: misconfiguration
#   attack: []
#   cis: ["5.8"]
#   remediation: |
#     Publish a port above 1023 and put a proxy in front of it. Except the
#     proxy by name.
package rummage.config.privileged_port

import data.rummage.lib.allow

findings contains {
	"message": sprintf("port %d/%s of the container is published as %d", [p.container_port, p.protocol, p.host_port]),
	"location": {"config": sprintf("config.ports.%d/%s", [p.container_port, p.protocol])},
	"evidence": {"host_port": p.host_port},
} if {
	some p in input.config.ports
	p.host_port > 0
	p.host_port < 1024
	not allow.port(p.host_port, p.protocol)
}
