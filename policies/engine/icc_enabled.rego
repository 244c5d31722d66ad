# METADATA
# title: Containers of the default bridge reach each other
# description: |
#   Every container on the default bridge can reach every port of the others.
#   One that was taken over can look for the next one.
# related_resources:
#   - ref: https://docs.docker.com/reference/cli/dockerd/#daemon-configuration-file
# schemas:
#   - input: schema.document
# custom:
#   severity: low
#   category: misconfiguration
#   attack: [T1046]
#   cis: ["2.2"]
#   remediation: |
#     Put containers that belong together on networks of their own, and set
#     icc to false for the default bridge.
package rummage.engine.icc_enabled

import data.rummage.lib.engine

findings contains {
	"message": sprintf("containers on the network %s can reach each other's ports", [network.name]),
	"location": {"config": sprintf("engine.networks.%s", [network.name])},
	"evidence": {"network": network.name},
} if {
	engine.docker
	some network in input.engine.networks
	network.options["com.docker.network.bridge.default_bridge"] == "true"
	network.options["com.docker.network.bridge.enable_icc"] == "true"
}
