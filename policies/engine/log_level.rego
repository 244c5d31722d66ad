# METADATA
# title: Log level of the engine
# description: |
#   The engine writes more or less than its default. Debug fills the log with
#   requests and what they hold, and warn and above leave out who did what
#   with which container.
# related_resources:
#   - ref: https://docs.docker.com/reference/cli/dockerd/
# schemas:
#   - input: schema.document
# custom:
#   severity: info
#   category: misconfiguration
#   attack: [T1562]
#   cis: ["2.3"]
#   remediation: |
#     Set log-level to info.
package rummage.engine.log_level

import data.rummage.lib.engine

findings contains {
	"message": sprintf("the engine logs at level %s, not info", [level]),
	"location": {"config": "engine.daemon.settings.log_level"},
	"evidence": {"log_level": level},
} if {
	level != "info"
}

level := engine.settings.log_level

level := "debug" if {
	not engine.settings
	engine.docker
	input.engine.debug
}
