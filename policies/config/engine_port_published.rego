# METADATA
# title: Engine's port published
# description: |
#   The container publishes a port on which Docker engines listen. An engine
#   that answers there gives its host to whoever reaches the port, with no
#   password unless client certificates are demanded.
# related_resources:
#   - ref: https://attack.mitre.org/techniques/T1133/
# schemas:
#   - input: schema.document
# custom:
#   severity: high
#   category: misconfiguration
#   attack: [T1133, T1610]
#   cis: []
#   remediation: |
#     Do not publish the port. Reach the engine over SSH, or over a private
#     network with client certificates.
package rummage.config.engine_port_published

import data.rummage.lib.allow

findings contains {
	"message": sprintf("the engine's port %d is published as %d", [p.container_port, p.host_port]),
	"location": {"config": sprintf("config.ports.%d/%s", [p.container_port, p.protocol])},
	"evidence": {"container_port": p.container_port, "host_port": p.host_port, "host_ip": p.host_ip},
} if {
	some p in input.config.ports
	{p.container_port, p.host_port} & {2375, 2376} != set()
	not loopback(p)
	not allowed(p)
}

# By each port that makes it one of the engine.
allowed(p) if {
	every number in {p.container_port, p.host_port} & {2375, 2376} {
		allow.port(number, p.protocol)
	}
}

loopback(p) if startswith(p.host_ip, "127.")

loopback(p) if p.host_ip == "::1"
