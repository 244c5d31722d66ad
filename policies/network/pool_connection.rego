# METADATA
# title: Connected to the port of a mining pool
# description: |
#   A process has a connection to a port that mining pools use. The image does
#   not have what it runs, or it has had nearly all of the container's
#   processor time.
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
#     Look up the peer's address, and look at what the process is. Block the
#     address at the network's edge.
package rummage.network.pool_connection

import data.rummage.lib.lineage
import data.rummage.lib.mining
import data.rummage.lib.processes
import data.rummage.lib.sockets

connected[[s.pid, s.remote_port]] contains s.remote if {
	some s in input.sockets
	s.protocol in {"tcp", "tcp6"}
	s.state in {"ESTABLISHED", "SYN_SENT"}
	s.remote_port in mining.ports
	p := lineage.by_pid[s.pid]
	is_suspect(p, s)
}

is_suspect(p, s) if {
	p.pid in processes.drifted
	not sockets.is_own(s)
}

# Within a private network these ports are those of many a service.
is_suspect(p, s) if {
	processes.is_busy(p)
	not sockets.is_private(s)
}

findings contains {
	"message": sprintf("%s is connected to port %d of %s", [processes.shown(p), key[1], concat(", ", sort(array.slice(sort(peers), 0, 5)))]),
	"location": {"process": key[0]},
	"evidence": {"program": processes.shown(p), "peers": peers, "command": substring(p.command, 0, 300)},
} if {
	some key, peers in connected
	p := lineage.by_pid[key[0]]
}
