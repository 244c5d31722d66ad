# METADATA
# title: No CPU limit
# description: |
#   The container may use all processors of the host without having to share
#   them by weight. A miner in it does.
# related_resources:
#   - ref: https://attack.mitre.org/techniques/T1496/001/
# schemas:
#   - input: schema.document
# custom:
#   severity: low
#   category: misconfiguration
#   attack: [T1496.001]
#   cis: ["5.12"]
#   remediation: |
#     Set --cpus, or --cpu-shares for a weight.
package rummage.config.no_cpu_limit

findings contains {
	"message": "the container has neither a CPU limit nor a weight",
	"location": {"config": "config.limits.nano_cpus"},
	"evidence": {"nano_cpus": 0, "cpu_quota": 0, "cpu_shares": input.config.limits.cpu_shares},
} if {
	input.config.limits.nano_cpus == 0
	input.config.limits.cpu_quota <= 0
	input.config.limits.cpu_shares in {0, 1024} # 1024 is the default
}
