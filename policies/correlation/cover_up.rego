# METADATA
# title: Traces removed by somebody who stays
# description: |
#   Logs, records of logins or a shell's history were deleted, emptied or
#   switched off, and the container also has a new way to come back, or runs
#   what its image does not have. The one was done to hide the other.
# related_resources:
#   - ref: https://attack.mitre.org/techniques/T1070/
# schemas:
#   - input: schema.document
# custom:
#   severity: critical
#   category: anomaly
#   attack: [T1070]
#   cis: []
#   remediation: |
#     Keep the container as evidence before anything else. What was deleted
#     from the image's layers can be read there; what was written since may be
#     in the engine's logs, in the storage of the host, or in the memory of
#     programs that still have it open.
package rummage.correlation.cover_up

import data.rummage.lib.traces

hidden := traces.of({
	"files/login-records-deleted", "files/login-records-truncated", "files/logs-deleted", "files/log-to-null",
	"files/history-to-null", "files/history-deleted",
})

kept := array.concat([f | some f in traces.anomalies; traces.area(f) == "persistence"], traces.foreign)

findings contains {
	"message": sprintf("%s, and %s", [first.message, traces.worst(kept)[0].message]),
	"location": first.location,
	"evidence": {"removed": traces.shown(hidden), "stays": traces.shown(kept)},
} if {
	count(kept) > 0
	first := traces.worst(hidden)[0]
}
