# METADATA
# title: Hidden process
# description: |
#   The kernel has a process in the container that the host's list of
#   processes does not show. Somebody takes it out of sight, with a rootkit or
#   a mount over its directory in /proc.
# related_resources:
#   - ref: https://attack.mitre.org/techniques/T1014/
# schemas:
#   - input: schema.document
# custom:
#   severity: critical
#   category: anomaly
#   attack: [T1014]
#   cis: []
#   remediation: |
#     Treat the host as compromised: what hides a process acts on the host, and
#     its own tools can no longer be believed. Keep the memory and the disk as
#     evidence, and look at them from another machine.
package rummage.processes.hidden

import data.rummage.lib.lineage

unlisted[object.get(p, "exe", "")] contains p if {
	some p in input.processes
	p.hidden
	not lineage.of_engine(p)
}

findings contains {
	"message": sprintf("a process is hidden from the host's list: %s", [shown]),
	"location": {"process": min(pids)},
	"evidence": {"exe": exe, "pids": pids, "commands": commands},
} if {
	some exe, found in unlisted
	pids := {p.pid | some p in found}
	commands := array.slice(sort({substring(p.command, 0, 300) | some p in found}), 0, 5)
	names := sort({object.get(p, "name", "") | some p in found})
	shown := [text | some text in [exe, names[0], commands[0], "of an unknown name"]; text != ""][0]
}
