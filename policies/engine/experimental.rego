# METADATA
# title: Experimental features on
# description: |
#   The engine runs with features that are not finished, and that have seen
#   less review than the others.
# related_resources:
#   - ref: https://docs.docker.com/reference/cli/dockerd/
# schemas:
#   - input: schema.document
# custom:
#   severity: info
#   category: misconfiguration
#   attack: []
#   cis: ["2.18"]
#   remediation: |
#     Remove experimental from daemon.json on hosts that matter.
package rummage.engine.experimental

import data.rummage.lib.engine

findings contains {
	"message": "experimental features are on",
	"location": {"config": "engine.experimental"},
	"evidence": {},
} if {
	engine.docker
	input.engine.experimental
}
