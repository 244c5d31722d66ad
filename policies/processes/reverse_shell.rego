# METADATA
# title: Shell over the network
# description: |
#   A command line ties a shell to a network connection: by /dev/tcp of a
#   shell, by nc, ncat or socat with a program to execute, or by a one-liner
#   of an interpreter.
# related_resources:
#   - ref: https://attack.mitre.org/techniques/T1059/004/
# schemas:
#   - input: schema.document
# custom:
#   severity: critical
#   category: anomaly
#   attack: [T1059.004]
#   cis: []
#   remediation: |
#     Keep the container as evidence before anything else. Block the peer that
#     the command line names, and find out by which program the shell was
#     started (its parent).
package rummage.processes.reverse_shell

import data.rummage.lib.commands
import data.rummage.lib.processes
import data.rummage.lib.shells

findings contains {
	"message": sprintf("a command line ties a shell to the network: %s", [how]),
	"location": {"process": p.pid},
	"evidence": {"command": substring(p.command, 0, 500)},
} if {
	some p in processes.acting
	some how in shells.ways(commands.plain(p.command))
}
