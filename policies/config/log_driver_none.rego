# METADATA
# title: Output is not kept
# description: |
#   The container's log driver is none: what it writes is lost, and with it
#   the traces of whoever gets in.
# related_resources:
#   - ref: https://attack.mitre.org/techniques/T1562/
# schemas:
#   - input: schema.document
# custom:
#   severity: medium
#   category: misconfiguration
#   attack: [T1562]
#   cis: []
#   remediation: |
#     Use the engine's default driver with a size limit, or one that ships
#     logs off the host.
package rummage.config.log_driver_none

findings contains {
	"message": "the container's output is not kept",
	"location": {"config": "config.log_driver"},
	"evidence": {"log_driver": "none"},
} if {
	input.config.log_driver == "none"
}
