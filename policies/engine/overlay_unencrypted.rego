# METADATA
# title: Overlay network not encrypted
# description: |
#   What containers of a swarm say to each other on this network crosses the
#   hosts' network as it is.
# related_resources:
#   - ref: https://docs.docker.com/engine/network/drivers/overlay/#encrypt-traffic-on-an-overlay-network
# schemas:
#   - input: schema.document
# custom:
#   severity: low
#   category: misconfiguration
#   attack: [T1040]
#   cis: ["7.3"]
#   remediation: |
#     Make the network anew with --opt encrypted, where the network between
#     the hosts is not trusted.
package rummage.engine.overlay_unencrypted

import data.rummage.lib.engine

findings contains {
	"message": sprintf("what crosses the hosts on the network %s is not encrypted", [network.name]),
	"location": {"config": sprintf("engine.networks.%s", [network.name])},
	"evidence": {"network": network.name, "ingress": object.get(network, "ingress", false)},
} if {
	engine.docker
	some network in input.engine.networks
	network.driver == "overlay"
	object.get(network, ["options", "encrypted"], "false") == "false"
}
