# METADATA
# title: Container is privileged
# description: |
#   A privileged container has every capability, every device of the host, and
#   neither seccomp nor AppArmor: root in it is root on the host.
# related_resources:
#   - ref: https://attack.mitre.org/techniques/T1611/
# schemas:
#   - input: schema.document
# custom:
#   severity: high
#   category: misconfiguration
#   attack: [T1611]
#   cis: ["5.5"]
#   remediation: |
#     Drop --privileged and grant what the program needs: single capabilities
#     with --cap-add, single devices with --device.
package rummage.config.privileged

findings contains {
	"message": "the container runs with --privileged",
	"location": {"config": "config.privileged"},
	"evidence": {"privileged": true},
} if {
	input.config.privileged
}
