# METADATA
# title: Foreign program on the network
# description: |
#   A process that runs what the image does not have talks to others, waits for
#   them to connect, or reads the network's packets. A tool that was left in a
#   container is one thing; one that is in use from outside is another.
# related_resources:
#   - ref: https://attack.mitre.org/techniques/T1071/
# schemas:
#   - input: schema.document
# custom:
#   severity: high
#   category: anomaly
#   attack: [T1105, T1071]
#   cis: []
#   remediation: |
#     Keep the container as evidence before anything else. Pause it rather than
#     stop it, so that its memory and connections are kept. Block the
#     addresses, and look for them in other containers.
package rummage.correlation.drift_with_network

import data.rummage.lib.traces

drifted[f.location.process] contains f if some f in traces.of({"processes/drift"})

findings contains {
	"message": "a process that runs what the image does not have uses the network",
	"severity": severity(drifts),
	"location": {"process": pid},
	"evidence": {
		"pids": pids,
		"findings": traces.shown(array.concat([f | some f in drifts], others)),
		"sockets": array.slice(sort({described(s) | some s in sockets}), 0, 10),
	},
} if {
	some pid, drifts in drifted
	pids := traces.same(pid)
	sockets := [s | some s in input.sockets; s.pid in pids; is_use(s)]
	others := [f | some f in traces.anomalies; f.location.process in pids; is_network(f.rule)]
	says_enough(drifts, sockets, others)
}

says_enough(drifts, sockets, _) if {
	count(sockets) > 0
	severity(drifts) == "high"
}

# That a service of a package has connections says nothing by itself.
says_enough(_, _, others) if count(others) > 0

# A program of a package that was installed is less: see processes/drift.
severity(drifts) := "high" if {
	some f in drifts
	traces.ranks[f.severity] >= traces.ranks.high
}

else := "medium"

is_network(rule) if startswith(rule, "network/")

is_network(rule) if rule in {
	"processes/stratum", "processes/reverse-shell", "processes/tunnel", "processes/scanner", "processes/metadata-access",
	"processes/download-and-run",
}

is_use(s) if s.protocol in {"raw", "raw6", "packet"}

is_use(s) if {
	s.state == "LISTEN"
	not is_own(s.local)
}

is_use(s) if {
	s.state != "LISTEN"
	s.remote_port > 0
	not is_own(s.remote)
}

# is_own holds for addresses that do not leave the container.
is_own(address) if regex.match(`^(?:127\.|\[::1\]|\[::ffff:127\.)`, address)

described(s) := sprintf("%s %s to %s", [s.protocol, s.local, s.remote]) if s.remote_port > 0

else := trim_space(sprintf("%s %s %s", [s.protocol, s.local, lower(object.get(s, "state", ""))]))
