# METADATA
# title: Number of swarm managers
# description: |
#   A swarm with an even number of managers bears the loss of no more of them
#   than one with one less, and each manager has all keys of the swarm. One
#   alone bears no loss.
# related_resources:
#   - ref: https://docs.docker.com/engine/swarm/admin_guide/
# schemas:
#   - input: schema.document
# custom:
#   severity: info
#   category: misconfiguration
#   attack: []
#   cis: ["7.1"]
#   remediation: |
#     Have three, five or seven managers, and demote the others.
package rummage.engine.swarm_managers

import data.rummage.lib.engine

findings contains {
	"message": sprintf("the swarm has %d managers: 3, 5 or 7 are of use", [input.engine.swarm.managers]),
	"location": {"config": "engine.swarm.managers"},
	"evidence": {"managers": input.engine.swarm.managers, "nodes": object.get(input.engine.swarm, "nodes", 0)},
} if {
	engine.manager
	not input.engine.swarm.managers in {0, 3, 5, 7}
	not alone
}

# A swarm of one node is what it is.
alone if {
	input.engine.swarm.managers == 1
	object.get(input.engine.swarm, "nodes", 1) == 1
}
