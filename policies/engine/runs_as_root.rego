# METADATA
# title: Engine runs as root
# description: |
#   The engine itself runs as root, so a hole in it is a way to the whole
#   host. A rootless engine runs as an ordinary user, at the price of some
#   features.
# related_resources:
#   - ref: https://docs.docker.com/engine/security/rootless/
# schemas:
#   - input: schema.document
# custom:
#   severity: info
#   category: misconfiguration
#   attack: [T1611]
#   cis: ["2.1"]
#   remediation: |
#     Run the engine rootless where its limits allow it.
package rummage.engine.runs_as_root

import data.rummage.lib.engine

findings contains {
	"message": "the engine runs as root and not rootless",
	"location": {"config": "engine.security_options"},
	"evidence": {"security_options": object.get(input.engine, "security_options", [])},
} if {
	engine.docker
	not engine.rootless
}
