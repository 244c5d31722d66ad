# METADATA
# title: System calls not filtered
# description: |
#   The engine cannot filter the system calls of its containers, or was told
#   not to. Holes of the kernel are then open to each of them.
# related_resources:
#   - ref: https://docs.docker.com/engine/security/seccomp/
# schemas:
#   - input: schema.document
# custom:
#   severity: medium
#   category: misconfiguration
#   attack: [T1611]
#   cis: ["2.17"]
#   remediation: |
#     Use a kernel with seccomp, and remove seccomp-profile=unconfined from
#     the engine's settings.
package rummage.engine.seccomp_unavailable

import data.rummage.lib.engine

findings contains {
	"message": message,
	"location": {"config": "engine.security_options"},
	"evidence": {"security_options": object.get(input.engine, "security_options", [])},
} if {
	engine.docker
	some message in reasons
}

reasons contains "the engine cannot filter system calls: it has no seccomp" if not engine.has("seccomp")

reasons contains "the engine's own seccomp profile is unconfined: no container's system calls are filtered" if {
	"name=seccomp,profile=unconfined" in input.engine.security_options
}
