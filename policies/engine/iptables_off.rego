# METADATA
# title: Packet filter not managed by the engine
# description: |
#   The engine sets up no packet filter rules, so nothing keeps its networks
#   apart, and published ports work by the proxy alone, unless somebody wrote
#   all of these rules by hand.
# related_resources:
#   - ref: https://docs.docker.com/reference/cli/dockerd/
# schemas:
#   - input: schema.document
# custom:
#   severity: low
#   category: misconfiguration
#   attack: [T1562.004]
#   cis: ["2.4"]
#   remediation: |
#     Remove iptables: false from daemon.json. Put your own rules into the
#     chain DOCKER-USER.
package rummage.engine.iptables_off

import data.rummage.lib.engine

findings contains {
	"message": "the engine does not manage the packet filter",
	"location": {"config": "engine.daemon.settings.iptables"},
	"evidence": {},
} if {
	engine.settings.iptables == false
}
