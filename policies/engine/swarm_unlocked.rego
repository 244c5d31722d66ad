# METADATA
# title: Swarm managers not locked
# description: |
#   The keys of the swarm lie on the disks of its managers in the open. Who
#   gets a disk or a backup of one has the swarm's secrets and can join it.
# related_resources:
#   - ref: https://docs.docker.com/engine/swarm/swarm_manager_locking/
# schemas:
#   - input: schema.document
# custom:
#   severity: low
#   category: misconfiguration
#   attack: [T1552.004]
#   cis: ["7.5"]
#   remediation: |
#     docker swarm update --autolock=true, and keep the key where the disks
#     are not.
package rummage.engine.swarm_unlocked

import data.rummage.lib.engine

findings contains {
	"message": "managers of the swarm start without being unlocked",
	"location": {"config": "engine.swarm.auto_lock"},
	"evidence": {},
} if {
	engine.manager
	input.engine.swarm.auto_lock == false
}
