# METADATA
# title: Published on all addresses
# description: |
#   A port is published on every address of the host, also on those that face
#   the outside. The engine's own rules let it pass the host's firewall.
# related_resources:
#   - ref: https://attack.mitre.org/techniques/T1133/
# schemas:
#   - input: schema.document
# custom:
#   severity: low
#   category: misconfiguration
#   attack: [T1133]
#   cis: ["5.14"]
#   remediation: |
#     Publish it on one address: -p 127.0.0.1:8080:80.
package rummage.config.wildcard_bind

import data.rummage.lib.allow
import data.rummage.lib.config

findings contains {
	"message": sprintf("port %d/%s is published on all addresses of the host", [p.container_port, p.protocol]),
	"location": {"config": sprintf("config.ports.%d/%s", [p.container_port, p.protocol])},
	"evidence": {"host_ports": {q.host_port |
		some q in input.config.ports
		q.container_port == p.container_port
		q.protocol == p.protocol
	}},
} if {
	some p in input.config.ports
	config.everywhere(p)
	not allowed(p)
}

# As the message names it, or as the host has it.
allowed(p) if {
	some number in {p.container_port, p.host_port}
	allow.port(number, p.protocol)
}
