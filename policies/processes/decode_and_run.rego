# METADATA
# title: Executes what it decodes
# description: |
#   A command line decodes text and has it executed. The encoding keeps what is
#   done from those who read commands, and from filters.
# related_resources:
#   - ref: https://attack.mitre.org/techniques/T1027/
# schemas:
#   - input: schema.document
# custom:
#   severity: high
#   category: anomaly
#   attack: [T1027, T1140]
#   cis: []
#   remediation: |
#     Keep the container as evidence before anything else. Decode the text
#     without executing it, and find out by which program the command was
#     started (its parent).
package rummage.processes.decode_and_run

import data.rummage.lib.commands
import data.rummage.lib.processes

decoding[substring(p.command, 0, 500)] contains p.pid if {
	some p in processes.acting
	commands.decodes_and_runs(commands.plain(p.command))
}

findings contains {
	"message": "a command line executes what it decodes",
	"location": {"process": min(pids)},
	"evidence": {"command": command, "pids": pids},
} if {
	some command, pids in decoding
}
