# METADATA
# title: Shell on a network connection
# description: |
#   The standard input or output of a shell is a connection of the network:
#   whoever is at its other end types the commands.
# related_resources:
#   - ref: https://attack.mitre.org/techniques/T1059/004/
# schemas:
#   - input: schema.document
# custom:
#   severity: critical
#   category: anomaly
#   attack: [T1059.004]
#   cis: []
#   remediation: |
#     Keep the container as evidence before anything else. Block the peer, and
#     find out by which program the shell was started (its parent).
package rummage.network.shell_socket

import data.rummage.lib.interpreters
import data.rummage.lib.lineage
import data.rummage.lib.processes
import data.rummage.lib.services
import data.rummage.lib.sockets

# tied are the shells by the peers that they are tied to, which are those of the
# process that holds the connection.
tied[holder.pid] contains p if {
	some p in input.processes
	is_on_socket(p)
	takes_orders(p)
	holder := holding(p)
	not is_started_with_it(p)
}

# takes_orders holds for a shell or interpreter that executes what comes in, or
# what somebody gave it: a script of the image is part of a service.
takes_orders(p) if interpreters.is_bare(p)

takes_orders(p) if interpreters.has_code(p)

takes_orders(p) if is_foreign(p)

is_foreign(p) if {
	path := interpreters.script(p)
	path in processes.strays(p)
}

is_foreign(p) if processes.is_odd_place(interpreters.script(p))

# A shell reads commands from one connection, or writes to it; an interpreter
# that somebody tied to one has it as both. What FastCGI and the like hand over
# is a socket as standard input alone.
is_on_socket(p) if {
	interpreters.is_shell(p)
	some i in [0, 1]
	startswith(p.streams[i], "socket:")
}

is_on_socket(p) if is_on_one_socket(p)

is_on_one_socket(p) if {
	startswith(p.streams[0], "socket:")
	p.streams[0] == p.streams[1]
}

# holding is the process that holds the connection. The streams tell neither the
# kind of a socket nor its peer, so that there must be a connection: of the
# process itself, or, where input and output are the same socket, of one that
# handed it down.
holding(p) := p if p.pid in sockets.connected

else := above[0] if {
	interpreters.is_shell(p)
	is_on_one_socket(p)
	above := [a |
		some a in array.slice(lineage.ancestors(p), 0, 3)
		a.pid in sockets.connected
		not services.is_login(a)
	]
}

# is_started_with_it holds below what gives each connection to a program: that
# is how it answers. A shell with nothing to do is not an answer.
is_started_with_it(p) if {
	services.is_login(lineage.parent(p))
}

is_started_with_it(p) if {
	services.starts_sessions(lineage.parent(p))
	not interpreters.is_bare(p)
	not is_foreign(p)
}

findings contains {
	"message": sprintf("%s is tied to %s", [interpreters.name(first), concat(", ", array.slice(sort(peers), 0, 5))]),
	"location": {"process": first.pid},
	"evidence": {
		"peers": peers, "pids": {p.pid | some p in found},
		"commands": array.slice(sort({substring(p.command, 0, 300) | some p in found}), 0, 5),
	},
} if {
	some pid, found in tied
	lowest := min({p.pid | some p in found})
	some first in found
	first.pid == lowest
	peers := sockets.peers(pid)
}
