# METADATA
# title: Capability over the network
# description: |
#   The container was given NET_ADMIN, with which it can change routes,
#   filters and interfaces of its network, or NET_RAW by name, with which it
#   can forge packets to its neighbours.
# related_resources:
#   - ref: https://attack.mitre.org/techniques/T1557/
# schemas:
#   - input: schema.document
# custom:
#   severity: medium
#   category: misconfiguration
#   attack: [T1557, T1040]
#   cis: ["5.4"]
#   remediation: |
#     Remove the capability from --cap-add; drop NET_RAW as well where nothing
#     pings. VPN and CNI containers should be excepted by name.
package rummage.config.network_capability

import data.rummage.lib.config

findings contains {
	"message": sprintf("the container has the capability %s", [name]),
	"location": {"config": sprintf("config.cap_add.%s", [name])},
	"evidence": {"cap_add": config.added},
} if {
	config.confined
	some name in ({"NET_ADMIN", "NET_RAW"} & config.added)
}
