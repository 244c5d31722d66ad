# METADATA
# title: Starts what it decodes
# description: |
#   The container's own command decodes a text and executes it. It was encoded
#   so that nobody would read it in the list of containers.
# related_resources:
#   - ref: https://attack.mitre.org/techniques/T1027/
# schemas:
#   - input: schema.document
# custom:
#   severity: high
#   category: anomaly
#   attack: [T1027, T1610]
#   cis: []
#   remediation: |
#     Decode the text without executing it, and find out who made the
#     container.
package rummage.config.encoded_entrypoint

import data.rummage.lib.commands
import data.rummage.lib.config

findings contains {
	"message": "the container's command executes what it decodes",
	"location": {"config": "config.cmd"},
	"evidence": {"command": substring(config.command, 0, 500)},
} if {
	commands.decodes_and_runs(config.command)
}
