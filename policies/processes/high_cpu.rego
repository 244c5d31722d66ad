# METADATA
# title: Foreign program at full load
# description: |
#   A process has had nearly all of the container's processor time since it was
#   started, and the image does not have what it runs. That is how miners and
#   crackers of passwords behave, whatever they are called.
# related_resources:
#   - ref: https://attack.mitre.org/techniques/T1496/001/
# schemas:
#   - input: schema.document
# custom:
#   severity: medium
#   category: anomaly
#   attack: [T1496.001]
#   cis: []
#   remediation: |
#     Keep the container as evidence before anything else. Look at what the
#     program is and to whom it talks. Limit the container's processors.
package rummage.processes.high_cpu

import data.rummage.lib.allow
import data.rummage.lib.lineage
import data.rummage.lib.processes

findings contains {
	"message": sprintf("%s has used %d%% of the container's processor time for %d seconds", [
		processes.shown(p), round(processes.share(p) * 100), round(lineage.age(p)),
	]),
	"location": {"process": p.pid},
	"evidence": {"program": processes.shown(p), "command": substring(p.command, 0, 300), "cpu_seconds": p.cpu_seconds},
} if {
	some p in input.processes
	processes.is_busy(p)
	is_foreign(p)
	not allow.process(p)
}

is_foreign(p) if p.pid in processes.drifted

is_foreign(p) if processes.is_odd(p)
