# METADATA
# description: What the sockets of a container tell.
# schemas:
#   - input: schema.document
package rummage.lib.sockets

# transport is the protocol as ports are written with it.
transport(s) := "tcp" if s.protocol in {"tcp", "tcp6"}

transport(s) := "udp" if s.protocol in {"udp", "udp6"}

# is_listener holds for a socket that waits for whoever comes. One of UDP is
# told from that of a client by its port: clients get theirs from the kernel,
# which takes it from the upper half.
is_listener(s) if s.state == "LISTEN"

is_listener(s) if {
	transport(s) == "udp"
	not is_connected(s)
	s.local_port > 0
	s.local_port < 32768
}

# is_connected holds for a socket with a peer.
is_connected(s) if s.state in {"ESTABLISHED", "CLOSE_WAIT", "FIN_WAIT1", "FIN_WAIT2"}

is_connected(s) if {
	transport(s) == "udp"
	s.remote_port > 0
}

# connected are the processes that hold a connection.
connected contains s.pid if {
	some s in input.sockets
	is_connected(s)
	s.pid > 0
}

# peers are the ends of a process's connections.
peers(pid) := {s.remote |
	some s in input.sockets
	s.pid == pid
	is_connected(s)
}

# is_own holds for a peer on the same machine.
is_own(s) if regex.match(`^(127\.|\[?::1\]?:|\[?::ffff:127\.)`, s.remote)

# is_private holds for a peer in a private network.
is_private(s) if is_own(s)

is_private(s) if regex.match(
	`^\[?(::ffff:)?(10\.|192\.168\.|172\.(1[6-9]|2[0-9]|3[01])\.|169\.254\.|100\.(6[4-9]|[7-9][0-9]|1[01][0-9]|12[0-7])\.|f[cd][0-9a-f]{2}:|fe80:)`,
	s.remote,
)
