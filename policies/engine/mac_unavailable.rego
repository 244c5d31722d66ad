# METADATA
# title: No mandatory access control
# description: |
#   Neither AppArmor nor SELinux confines containers on this host. They are
#   what stops a process that got around namespaces and capabilities. A
#   rootless engine has no AppArmor.
# related_resources:
#   - ref: https://docs.docker.com/engine/security/apparmor/
# schemas:
#   - input: schema.document
# custom:
#   severity: low
#   category: misconfiguration
#   attack: [T1611]
#   cis: ["5.2", "5.3"]
#   remediation: |
#     Use a kernel with AppArmor or SELinux, and turn it on for the engine
#     (selinux-enabled).
package rummage.engine.mac_unavailable

import data.rummage.lib.engine

findings contains {
	"message": "neither AppArmor nor SELinux confines the containers of this engine",
	"location": {"config": "engine.security_options"},
	"evidence": {"security_options": object.get(input.engine, "security_options", [])},
} if {
	engine.docker
	not engine.has("apparmor")
	not engine.has("selinux")
}
