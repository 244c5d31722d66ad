# METADATA
# title: Many containers that do not run
# description: |
#   More than 25 containers on the host do not run. What is in them is
#   forgotten, and can be started again.
# related_resources:
#   - ref: https://docs.docker.com/engine/manage-resources/pruning/
# schemas:
#   - input: schema.document
# custom:
#   severity: info
#   category: misconfiguration
#   attack: []
#   cis: ["6.2"]
#   remediation: |
#     docker container prune, after a look at what is in them.
package rummage.engine.container_sprawl

import data.rummage.lib.engine

findings contains {
	"message": "more than 25 containers do not run",
	"location": {"config": "engine.usage.containers"},
	"evidence": {"containers": input.engine.usage.containers, "running": input.engine.usage.running},
} if {
	engine.judged
	input.engine.usage.containers - input.engine.usage.running > 25
}
