# METADATA
# title: Swarm listens on all addresses
# description: |
#   The port on which swarm managers talk is open on every address of the
#   host, also on those that face the outside.
# related_resources:
#   - ref: https://docs.docker.com/engine/swarm/swarm-mode/#configure-the-advertise-address
# schemas:
#   - input: schema.document
# custom:
#   severity: low
#   category: misconfiguration
#   attack: [T1133]
#   cis: ["7.2"]
#   remediation: |
#     docker swarm init with --listen-addr and the address of the network
#     between the nodes, or a packet filter before port 2377.
package rummage.engine.swarm_listens_everywhere

import data.rummage.lib.engine

findings contains {
	"message": "the swarm's managers are reached on all addresses of the host (port 2377)",
	"location": {"config": "engine.daemon.listeners.2377"},
	"evidence": {"addresses": {l.address | some l in input.engine.daemon.listeners; l.port == 2377}},
} if {
	engine.in_swarm
	some l in input.engine.daemon.listeners
	l.port == 2377
	l.address in {"0.0.0.0", "::"}
}
