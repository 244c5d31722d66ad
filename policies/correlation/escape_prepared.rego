# METADATA
# title: Way out of the container, and somebody to take it
# description: |
#   The container has the host's root directory or the engine's socket mounted,
#   or is privileged, and it also runs what its image does not have, or has a
#   new job or key. Whoever did that can reach the host.
# related_resources:
#   - ref: https://attack.mitre.org/techniques/T1611/
# schemas:
#   - input: schema.document
# custom:
#   severity: critical
#   category: anomaly
#   attack: [T1611, T1610]
#   cis: ["5.5", "5.6", "5.32"]
#   remediation: |
#     Take the host for compromised, too. Look on it for new accounts, keys,
#     jobs and services, for containers that nobody started, and at the
#     engine's log. Keep both as evidence.
package rummage.correlation.escape_prepared

import data.rummage.lib.traces

# A root that is mounted read-only is a way, too: the sockets in it answer.
ways := [f |
	some f in input.findings
	f.rule in {"config/host-root-mounted", "config/engine-socket-mounted", "config/privileged"}
]

# takers are what shows that somebody is there who may take a way out.
takers := array.concat(
	traces.foreign,
	traces.of({"persistence/cron-added", "persistence/cron-download", "persistence/authorized-keys"}),
)

findings contains {
	"message": sprintf("%s, and %s", [way.message, traces.worst(takers)[0].message]),
	"location": way.location,
	"evidence": {"ways_out": traces.shown(ways), "who_may_take_them": traces.shown(takers)},
} if {
	count(takers) > 0
	way := traces.worst(ways)[0]
}
