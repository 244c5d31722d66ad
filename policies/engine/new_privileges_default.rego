# METADATA
# title: Containers may gain privileges by default
# description: |
#   Unless a container asks for it, nothing keeps its processes from gaining
#   privileges by executing set-user-ID programs.
# related_resources:
#   - ref: https://docs.docker.com/reference/cli/dockerd/
# schemas:
#   - input: schema.document
# custom:
#   severity: info
#   category: misconfiguration
#   attack: [T1548.001]
#   cis: ["2.14"]
#   remediation: |
#     Set no-new-privileges in daemon.json, and except the containers that
#     need sudo or su by --security-opt no-new-privileges=false.
package rummage.engine.new_privileges_default

import data.rummage.lib.engine

findings contains {
	"message": "containers may gain privileges by set-user-ID programs unless each forbids it",
	"location": {"config": "engine.daemon.settings.no_new_privileges"},
	"evidence": {},
} if {
	engine.settings.no_new_privileges == false
	not engine.has("no-new-privileges")
}
