# METADATA
# title: Executes what it downloads
# description: |
#   A command line fetches something and has it executed, through a pipe to a
#   shell or by way of a file. What runs was never in an image that anybody
#   looked at.
# related_resources:
#   - ref: https://attack.mitre.org/techniques/T1105/
# schemas:
#   - input: schema.document
# custom:
#   severity: high
#   category: anomaly
#   attack: [T1105, T1059.004]
#   cis: []
#   remediation: |
#     Keep the container as evidence before anything else. Fetch nothing from
#     the address yourself. Find out by which program the command was started
#     (its parent), and put what belongs to the service into its image.
package rummage.processes.download_and_run

import data.rummage.lib.commands
import data.rummage.lib.lineage
import data.rummage.lib.processes

fetching[[substring(p.command, 0, 500), severity(p)]] contains p.pid if {
	some p in processes.acting
	commands.downloads_and_runs(commands.plain(p.command))
	not lineage.is_health_check(p)
}

# It is told of as config/download-entrypoint already.
severity(p) := "medium" if lineage.is_own_command(p)

else := "high"

findings contains {
	"message": "a command line executes what it downloads",
	"severity": key[1],
	"location": {"process": min(pids)},
	"evidence": {"command": key[0], "pids": pids},
} if {
	some key, pids in fetching
}
