# METADATA
# title: Runs what the image does not have
# description: |
#   A process runs a program, or an interpreter a script, that was added or
#   changed after the container was started. A container is made to run what
#   its image has.
# related_resources:
#   - ref: https://attack.mitre.org/techniques/T1105/
# schemas:
#   - input: schema.document
# custom:
#   severity: high
#   category: anomaly
#   attack: [T1105]
#   cis: []
#   remediation: |
#     Keep the container as evidence before anything else. Pause it, and copy
#     the program out before it deletes itself. What belongs to the service
#     goes into its image.
package rummage.processes.drift

import data.rummage.lib.changes
import data.rummage.lib.lineage
import data.rummage.lib.processes

# drifted are the processes of each path, with how bad that is.
drifted[[path, severity(p, path)]] contains p.pid if {
	some p in input.processes
	some path in processes.strays(p)
}

# What pip and npm install explains a script, and not a program.
severity(p, path) := "low" if processes.is_installed(p, path)

else := "medium" if processes.packaged(path)

else := "medium" if processes.recorded(path)

else := "high"

default sha256(_) := ""

sha256(path) := changes.at(processes.target(path)).sha256

findings contains {
	"message": sprintf("%s is not the image's and runs", [key[0]]),
	"severity": key[1],
	"location": {"process": min(pids)},
	"evidence": {
		"path": key[0], "pids": pids, "sha256": sha256(key[0]),
		"commands": lineage.commands(pids),
	},
} if {
	some key, pids in drifted
}
