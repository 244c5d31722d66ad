# METADATA
# title: Swarm root certificate never rotated
# description: |
#   The root certificate of the swarm is older than two years. Whoever had its
#   key once, such as a former manager, can still make certificates that the
#   swarm believes.
# related_resources:
#   - ref: https://docs.docker.com/engine/swarm/how-swarm-mode-works/pki/
# schemas:
#   - input: schema.document
# custom:
#   severity: info
#   category: misconfiguration
#   attack: [T1552.004]
#   cis: ["7.8"]
#   remediation: |
#     docker swarm ca --rotate.
package rummage.engine.swarm_authority_old

import data.rummage.lib.engine

findings contains {
	"message": "the root certificate of the swarm is older than two years",
	"location": {"config": "engine.swarm.authority_created"},
	"evidence": {"created": input.engine.swarm.authority_created},
} if {
	engine.manager
	engine.age(input.engine.swarm.authority_created) > 2 * 365
}
