# METADATA
# title: No memory limit
# description: |
#   The container may use all memory of the host, and bring down its
#   neighbours when it is attacked or leaks.
# related_resources:
#   - ref: https://attack.mitre.org/techniques/T1499/
# schemas:
#   - input: schema.document
# custom:
#   severity: low
#   category: misconfiguration
#   attack: [T1499]
#   cis: ["5.11"]
#   remediation: |
#     Set --memory (mem_limit, or deploy.resources in a compose file).
package rummage.config.no_memory_limit

findings contains {
	"message": "the container has no memory limit",
	"location": {"config": "config.limits.memory"},
	"evidence": {"memory": 0},
} if {
	input.config.limits.memory == 0
}
