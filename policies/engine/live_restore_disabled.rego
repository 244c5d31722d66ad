# METADATA
# title: Containers end with the engine
# description: |
#   When the engine stops, or is upgraded, all of its containers stop with it.
#   That makes upgrades costly, and so late.
# related_resources:
#   - ref: https://docs.docker.com/engine/daemon/live-restore/
# schemas:
#   - input: schema.document
# custom:
#   severity: info
#   category: misconfiguration
#   attack: []
#   cis: ["2.15"]
#   remediation: |
#     Set live-restore in daemon.json. It does not go together with swarm
#     mode.
package rummage.engine.live_restore_disabled

import data.rummage.lib.engine

findings contains {
	"message": "live restore is off: containers stop when the engine does",
	"location": {"config": "engine.live_restore"},
	"evidence": {},
} if {
	engine.docker
	input.engine.live_restore == false
	not engine.in_swarm
}
