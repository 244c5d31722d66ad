# METADATA
# title: Starts what it downloads
# description: |
#   The container's own command fetches a program or script and executes it.
#   What runs was never in an image that anybody looked at; this is how
#   containers are started through open engine ports.
# related_resources:
#   - ref: https://attack.mitre.org/techniques/T1105/
# schemas:
#   - input: schema.document
# custom:
#   severity: high
#   category: anomaly
#   attack: [T1105, T1610]
#   cis: []
#   remediation: |
#     Find out who made the container and from where. Put the program into the
#     image, with its checksum verified.
package rummage.config.download_entrypoint

import data.rummage.lib.commands
import data.rummage.lib.config

findings contains {
	"message": "the container's command executes what it downloads",
	"location": {"config": "config.cmd"},
	"evidence": {"command": substring(config.command, 0, 500)},
} if {
	commands.downloads_and_runs(config.command)
}
