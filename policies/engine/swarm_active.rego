# METADATA
# title: Swarm mode on
# description: |
#   The engine takes part in a swarm. That opens ports to other hosts and lets
#   managers start containers here. Where it is not needed it is surface
#   without need.
# related_resources:
#   - ref: https://docs.docker.com/engine/swarm/
# schemas:
#   - input: schema.document
# custom:
#   severity: info
#   category: misconfiguration
#   attack: []
#   cis: ["5.1"]
#   remediation: |
#     docker swarm leave, unless the swarm is meant.
package rummage.engine.swarm_active

import data.rummage.lib.engine

findings contains {
	"message": "the engine is part of a swarm",
	"location": {"config": "engine.swarm.state"},
	"evidence": {"manager": object.get(input.engine.swarm, "manager", false)},
} if {
	engine.in_swarm
}
