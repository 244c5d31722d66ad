# METADATA
# title: No filter of system calls
# description: |
#   The container runs without a seccomp profile, so that its processes can
#   make every system call, among them those that the default profile blocks
#   because kernels had holes there.
# related_resources:
#   - ref: https://docs.docker.com/engine/security/seccomp/
# schemas:
#   - input: schema.document
# custom:
#   severity: medium
#   category: misconfiguration
#   attack: [T1611]
#   cis: ["5.22"]
#   remediation: |
#     Remove --security-opt seccomp=unconfined, or give a profile of its own
#     to a program that needs more calls.
package rummage.config.seccomp_unconfined

import data.rummage.lib.config

findings contains {
	"message": "the container runs without a seccomp profile",
	"location": {"config": "config.security.seccomp"},
	"evidence": {"seccomp": "unconfined"},
} if {
	config.confined
	input.config.security.seccomp == "unconfined"
}
