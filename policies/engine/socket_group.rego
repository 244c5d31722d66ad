# METADATA
# title: Users who are root by the engine's group
# description: |
#   The members of the group that the engine's socket belongs to are root on
#   the host, without a password and without a trace in sudo's log. Only they
#   and the administrators know whether that is meant.
# related_resources:
#   - ref: https://docs.docker.com/engine/install/linux-postinstall/
# schemas:
#   - input: schema.document
# custom:
#   severity: info
#   category: misconfiguration
#   attack: [T1078.003]
#   cis: ["1.1.2"]
#   remediation: |
#     Take out of the group who is not trusted with root. Except those who are
#     by name in the settings, so that a new one is noticed.
package rummage.engine.socket_group

import data.rummage.lib.engine

findings contains {
	"message": sprintf("%s, a member of group %s, can be root by the engine", [user, input.engine.group.name]),
	"location": {"config": sprintf("engine.group.members.%s", [user])},
	"evidence": {"group": input.engine.group.name, "user": user},
} if {
	engine.docker
	not engine.rootless
	some user in input.engine.group.members
	user != "root"
}
