# METADATA
# title: On the default bridge
# description: |
#   The container is on the engine's default network, where every container
#   reaches every other one.
# related_resources:
#   - ref: https://docs.docker.com/engine/network/drivers/bridge/
# schemas:
#   - input: schema.document
# custom:
#   severity: info
#   category: misconfiguration
#   attack: []
#   cis: ["5.30"]
#   remediation: |
#     Make a network for the containers that belong together, and use
#     --network.
package rummage.config.default_bridge

findings contains {
	"message": "the container is on the default bridge",
	"location": {"config": "config.namespaces.network"},
	"evidence": {"network": input.config.namespaces.network},
} if {
	input.config.namespaces.network in {"default", "bridge"}
}
