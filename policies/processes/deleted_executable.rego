# METADATA
# title: Program deleted while it runs
# description: |
#   A process runs a program whose file was deleted. Malware deletes itself so
#   that there is nothing to find; the kernel keeps the content as long as the
#   process lives.
# related_resources:
#   - ref: https://attack.mitre.org/techniques/T1070/004/
# schemas:
#   - input: schema.document
# custom:
#   severity: high
#   category: anomaly
#   attack: [T1070.004]
#   cis: []
#   remediation: |
#     Do not stop the process: copy /proc/PID/exe on the host first.
package rummage.processes.deleted_executable

import data.rummage.lib.allow
import data.rummage.lib.changes
import data.rummage.lib.lineage
import data.rummage.lib.processes

deleted[p.exe] contains p.pid if {
	some p in input.processes
	p.exe_state == "deleted"
	not lineage.of_engine(p)
	not allow.program(p.exe)
}

findings contains {
	"message": sprintf("%s runs, and its file was deleted", [path]),
	"severity": severity(path),
	"location": {"process": min(pids)},
	"evidence": {"path": path, "pids": pids},
} if {
	some path, pids in deleted
}

# A package was upgraded under a daemon.
severity(path) := "low" if processes.was_upgraded(path)

# Another file has its place, or may have it where changes are not seen.
else := "medium" if is_replaced(path)

else := "high"

is_replaced(path) if changes.at(path).kind in {"added", "modified"}

is_replaced(path) if processes.mount(path) in {"bind", "volume"}
