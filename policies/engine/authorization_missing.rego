# METADATA
# title: No authorization plugin
# description: |
#   Whoever may use the engine's socket may do everything with it. An
#   authorization plugin can allow some calls and forbid others.
# related_resources:
#   - ref: https://docs.docker.com/engine/extend/plugins_authorization/
# schemas:
#   - input: schema.document
# custom:
#   severity: info
#   category: misconfiguration
#   attack: [T1610]
#   cis: ["2.12"]
#   remediation: |
#     Where several people or programs use the engine, put an authorization
#     plugin in front of it, or give each an engine of its own, rootless.
package rummage.engine.authorization_missing

import data.rummage.lib.engine

findings contains {
	"message": "no plugin is asked whether a call to the engine is allowed",
	"location": {"config": "engine.authorization_plugins"},
	"evidence": {},
} if {
	engine.docker
	count(object.get(input.engine, "authorization_plugins", [])) == 0
}
