# METADATA
# title: Runs from a temporary or hidden place
# description: |
#   A process runs a program or script in a directory for temporary files or
#   in a hidden one. Services are installed elsewhere; what an intruder brings
#   has to go where it can be written.
# related_resources:
#   - ref: https://attack.mitre.org/techniques/T1036/005/
# schemas:
#   - input: schema.document
# custom:
#   severity: high
#   category: anomaly
#   attack: [T1036.005]
#   cis: []
#   remediation: |
#     Keep the container as evidence before anything else. Copy the program
#     out, and look at what else lies beside it.
package rummage.processes.temp_path

import data.rummage.lib.processes

odd[[path, p.exe_state]] contains p.pid if {
	some p in input.processes
	some path in processes.runs(p)
	processes.is_odd_place(path)
}

findings contains {
	"message": sprintf("a process runs %s", [key[0]]),
	"severity": severity(key),
	"location": {"process": min(pids)},
	"evidence": {"path": key[0], "pids": pids},
} if {
	some key, pids in odd
}

# The image brought the program itself there.
severity(key) := "medium" if {
	key[1] == "image"
	some p in input.processes
	p.exe == key[0]
}

else := "high"
