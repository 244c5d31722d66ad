# METADATA
# title: Listens where nothing should
# description: |
#   A process waits for connections at a port that neither the image nor the
#   container knows of, and it was started from outside or is not the image's.
#   That is a back door, or a way to another machine.
# related_resources:
#   - ref: https://attack.mitre.org/techniques/T1571/
# schemas:
#   - input: schema.document
# custom:
#   severity: medium
#   category: anomaly
#   attack: [T1571]
#   cis: ["5.9"]
#   remediation: |
#     Look at what the process is and who is connected to it. Other containers
#     of the same network reach the port though it is not published.
package rummage.network.unexpected_listener

import data.rummage.lib.allow
import data.rummage.lib.lineage
import data.rummage.lib.processes
import data.rummage.lib.sockets

open[[s.pid, s.local_port, protocol]] contains s.local if {
	some s in input.sockets
	sockets.is_listener(s)
	protocol := sockets.transport(s)
	not is_known(s.local_port, protocol)
	p := lineage.by_pid[s.pid]
	is_foreign(p)
	not allow.port(s.local_port, protocol)
	not allow.process(p)
}

is_foreign(p) if p.pid in processes.drifted

is_foreign(p) if lineage.in_session(p)

# is_known holds for a port that the image or the container tells of.
is_known(port, protocol) if sprintf("%d/%s", [port, protocol]) in input.config.exposed

is_known(port, protocol) if sprintf("%d/%s", [port, protocol]) in input.image.config.exposed

is_known(port, protocol) if {
	some p in input.config.ports
	p.container_port == port
	p.protocol == protocol
}

findings contains {
	"message": sprintf("%s listens at port %d/%s", [processes.shown(p), key[1], key[2]]),
	"location": {"process": key[0]},
	"evidence": {"program": processes.shown(p), "addresses": addresses, "port": key[1], "command": substring(p.command, 0, 300)},
} if {
	some key, addresses in open
	p := lineage.by_pid[key[0]]
}
