# METADATA
# title: No default ulimits
# description: |
#   Containers get the limits that the engine itself runs with: most
#   distributions set those of open files and processes to very much or to
#   infinity.
# related_resources:
#   - ref: https://docs.docker.com/reference/cli/dockerd/
# schemas:
#   - input: schema.document
# custom:
#   severity: info
#   category: misconfiguration
#   attack: [T1499]
#   cis: ["2.8"]
#   remediation: |
#     Set default-ulimits in daemon.json, at least for nofile and nproc.
package rummage.engine.no_default_ulimits

import data.rummage.lib.engine

findings contains {
	"message": "containers get no ulimits of the engine",
	"location": {"config": "engine.daemon.settings.default_ulimits"},
	"evidence": {},
} if {
	count(engine.settings.default_ulimits) == 0
}
