# METADATA
# title: Swarm certificates good for long
# description: |
#   The certificates of the swarm's nodes are good for longer than three
#   months. One that was stolen works as long.
# related_resources:
#   - ref: https://docs.docker.com/engine/swarm/how-swarm-mode-works/pki/
# schemas:
#   - input: schema.document
# custom:
#   severity: info
#   category: misconfiguration
#   attack: [T1552.004]
#   cis: ["7.7"]
#   remediation: |
#     docker swarm update --cert-expiry with 2160h or less.
package rummage.engine.swarm_certificate_expiry

import data.rummage.lib.engine

findings contains {
	"message": "certificates of nodes are good for longer than 90 days",
	"location": {"config": "engine.swarm.certificate_expiry"},
	"evidence": {"days": floor(input.engine.swarm.certificate_expiry / 86400)},
} if {
	engine.manager
	input.engine.swarm.certificate_expiry > 90 * 86400
}
