# METADATA
# title: No limit of processes
# description: |
#   The container may start any number of processes, and with a fork bomb take
#   the host down.
# related_resources:
#   - ref: https://attack.mitre.org/techniques/T1499/
# schemas:
#   - input: schema.document
# custom:
#   severity: low
#   category: misconfiguration
#   attack: [T1499]
#   cis: ["5.29"]
#   remediation: |
#     Set --pids-limit.
package rummage.config.no_pids_limit

findings contains {
	"message": "the container may start any number of processes",
	"location": {"config": "config.limits.pids"},
	"evidence": {"pids": 0},
} if {
	input.config.limits.pids == 0
}
