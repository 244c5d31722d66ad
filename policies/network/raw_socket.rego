# METADATA
# title: Reads the network below its connections
# description: |
#   A program that the image does not have holds a raw or packet socket. With
#   one it sees the traffic of others, forges packets, or waits for a knock
#   that no list of open ports shows.
# related_resources:
#   - ref: https://attack.mitre.org/techniques/T1040/
# schemas:
#   - input: schema.document
# custom:
#   severity: high
#   category: anomaly
#   attack: [T1040, T1205.002]
#   cis: []
#   remediation: |
#     Keep the container as evidence before anything else. What went over its
#     network in clear is known to whoever runs the program. Drop the
#     capability NET_RAW.
package rummage.network.raw_socket

import data.rummage.lib.allow
import data.rummage.lib.lineage
import data.rummage.lib.processes

raw[s.pid] contains s.protocol if {
	some s in input.sockets
	s.protocol in {"raw", "raw6", "packet"}
	p := lineage.by_pid[s.pid]
	is_foreign(p)
	not allow.process(p)
}

is_foreign(p) if p.pid in processes.drifted

is_foreign(p) if count(processes.strays(p)) > 0

# A package manager brought it: tcpdump, say.
severity(p) := "high" if p.pid in processes.drifted

else := "medium"

findings contains {
	"message": sprintf("%s holds a socket of kind %s", [processes.shown(p), concat(", ", sort(kinds))]),
	"severity": severity(p),
	"location": {"process": pid},
	"evidence": {"program": processes.shown(p), "kinds": kinds, "command": substring(p.command, 0, 300)},
} if {
	some pid, kinds in raw
	p := lineage.by_pid[pid]
}
