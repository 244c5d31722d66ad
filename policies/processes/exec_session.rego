# METADATA
# title: Session in the container
# description: |
#   A process was started in the container from outside, as docker exec does,
#   and still runs. Administrators do that; so does whoever got hold of the
#   engine. With a program that the image does not have, or from a temporary
#   directory, it is the latter.
# related_resources:
#   - ref: https://attack.mitre.org/techniques/T1609/
# schemas:
#   - input: schema.document
# custom:
#   severity: info
#   category: anomaly
#   attack: [T1609]
#   cis: []
#   remediation: |
#     Ask who is in the container. The engine's log, and the audit log of the
#     host, tell when the session was started.
package rummage.processes.exec_session

import data.rummage.lib.allow
import data.rummage.lib.lineage
import data.rummage.lib.processes

sessions[[substring(p.command, 0, 300), severity(p)]] contains p.pid if {
	some p in input.processes
	lineage.is_executed(p)
	not lineage.is_health_check(p)
	not lineage.of_engine(p)
	not is_allowed(p)
}

# A program may be there, and what it starts may not.
is_allowed(p) if {
	allow.process(p)
	not p.pid in tainted
}

# tainted are the sessions with a process in them that should not run.
tainted contains q.pid if {
	some p in input.processes
	is_intruder(p)
	some q in array.concat([p], lineage.ancestors(p))
	q.exec
}

is_intruder(p) if p.pid in processes.drifted

is_intruder(p) if processes.is_odd(p)

severity(p) := "high" if p.pid in tainted

else := "info"

findings contains {
	"message": sprintf("started from outside and still running: %s", [substring(key[0], 0, 100)]),
	"severity": key[1],
	"location": {"process": min(pids)},
	"evidence": {"command": key[0], "pids": pids},
} if {
	some key, pids in sessions
}
