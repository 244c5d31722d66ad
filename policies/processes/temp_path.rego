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

import data.rummage.lib.allow
import data.rummage.lib.changes
import data.rummage.lib.lineage
import data.rummage.lib.processes

odd[[path, severity(p, path)]] contains p.pid if {
	some p in input.processes
	some path in processes.runs(p)
	processes.is_odd_place(path)
	not allow.program(path)
	not lineage.of_engine(p)
}

findings contains {
	"message": sprintf("a process runs %s", [key[0]]),
	"severity": key[1],
	"location": {"process": min(pids)},
	"evidence": {"path": key[0], "pids": pids},
} if {
	some key, pids in odd
}

# Whoever made the container asked for it.
severity(p, path) := "low" if {
	lineage.is_own_command(p)
	not path in processes.strays(p)
	object.get(p, "exe_state", "") == "image"
}

# The image brought it there.
else := "medium" if is_images(p, path)

else := "high"

is_images(p, path) if {
	path == p.exe
	p.exe_state == "image"
}

is_images(p, path) if {
	path != p.exe
	not changes.at(path)
	processes.mount(path) == ""
}
