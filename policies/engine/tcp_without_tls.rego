# METADATA
# title: Engine reachable over TCP by anybody
# description: |
#   The engine's API answers on a TCP port without TLS, or with TLS that does
#   not verify its clients. Whoever reaches the port is root on the host: one
#   call starts a container with the host's root mounted. On a loopback
#   address these are all users and programs of the host, and web pages in a
#   browser that runs there.
# related_resources:
#   - ref: https://docs.docker.com/engine/security/protect-access/
# schemas:
#   - input: schema.document
# custom:
#   severity: critical
#   category: misconfiguration
#   attack: [T1133, T1610]
#   cis: ["2.7"]
#   remediation: |
#     Remove the TCP address, and reach the engine through ssh://, or set
#     --tlsverify with a certificate authority of your own. Look for
#     containers and images that nobody of yours made.
package rummage.engine.tcp_without_tls

import data.rummage.lib.engine

findings contains {
	"message": sprintf("the engine's API answers on tcp://%s %s", [address, missing[clients]]),
	"severity": severity(engine.host(address)),
	"location": {"config": sprintf("engine.daemon.settings.hosts.%s", [address])},
	"evidence": {"address": address, "tls": clients == "unverified"},
} if {
	some address, kinds in exposed
	clients := min(kinds)
}

missing := {"plain": "without TLS", "unverified": "with TLS that verifies no clients"}

severity(host) := "high" if engine.loopback(host)

else := "critical"

# exposed are the addresses, each with what is missing there.
exposed[address] contains clients if {
	some [address, clients] in ((told | set_to_listen) | handed_over)
}

# told is what the engine itself warns of.
told := {[found[2], schemes[found[1]]] |
	engine.judged
	some warning in input.engine.warnings
	some found in regex.find_all_string_submatch_n(`API is accessible on (https?)://(\S+) without`, warning, -1)
}

schemes := {"http": "plain", "https": "unverified"}

set_to_listen := {[trim_prefix(host, "tcp://"), trust] |
	some host in engine.settings.hosts
	startswith(host, "tcp://")
	trust != "verified"
}

default trust := "plain"

trust := "verified" if engine.settings.tls_verify

trust := "unverified" if {
	engine.settings.tls
	not engine.settings.tls_verify
}

# handed_over are ports that systemd opened for the engine (fd://), but for those
# that are another service's.
handed_over := {[sprintf("%s:%d", [shown(l.address), l.port]), trust] |
	"fd://" in engine.settings.hosts
	trust != "verified"
	some l in input.engine.daemon.listeners
	not l.port in {2377, 7946}
	not of_host(l.port)
	not endswith(object.get(engine.settings, "metrics_address", ""), sprintf(":%d", [l.port]))
}

of_host(port) if {
	some host in engine.settings.hosts
	endswith(host, sprintf(":%d", [port]))
}

shown(address) := sprintf("[%s]", [address]) if contains(address, ":")

else := address
