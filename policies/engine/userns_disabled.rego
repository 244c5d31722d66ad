# METADATA
# title: User namespaces off
# description: |
#   Root in a container is root on the host, held back by capabilities,
#   seccomp and namespaces alone. With user namespaces a process that gets out
#   is nobody.
# related_resources:
#   - ref: https://docs.docker.com/engine/security/userns-remap/
# schemas:
#   - input: schema.document
# custom:
#   severity: info
#   category: misconfiguration
#   attack: [T1611]
#   cis: ["2.9"]
#   remediation: |
#     Set userns-remap in daemon.json, after a look at what your volumes are
#     owned by, or run the engine rootless.
package rummage.engine.userns_disabled

import data.rummage.lib.engine

findings contains {
	"message": "root in a container is root on the host",
	"location": {"config": "engine.security_options"},
	"evidence": {"security_options": object.get(input.engine, "security_options", [])},
} if {
	engine.docker
	not engine.has("userns")
	not engine.rootless
}
