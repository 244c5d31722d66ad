# METADATA
# title: Runs from memory
# description: |
#   A process runs a program that never was a file: it was written into memory
#   and started from there. Loaders do so to leave nothing on a disk.
# related_resources:
#   - ref: https://attack.mitre.org/techniques/T1620/
# schemas:
#   - input: schema.document
# custom:
#   severity: high
#   category: anomaly
#   attack: [T1620]
#   cis: []
#   remediation: |
#     Do not stop the process: copy /proc/PID/exe on the host first, which is
#     the only copy. Then look for what started it (its parent).
package rummage.processes.memfd

import data.rummage.lib.lineage

resident[p.exe] contains p.pid if {
	some p in input.processes
	p.exe_state == "memfd"
	not lineage.of_engine(p)
}

findings contains {
	"message": sprintf("a process runs from memory: %s", [path]),
	"location": {"process": min(pids)},
	"evidence": {
		"path": path, "pids": pids,
		"commands": lineage.commands(pids),
	},
} if {
	some path, pids in resident
}
