# METADATA
# title: Session as root in the container
# description: |
#   A session of docker exec was asked for as root, in a container whose own
#   user is another one. What it writes belongs to root, and what it starts
#   may do what root may.
# related_resources:
#   - ref: https://docs.docker.com/reference/cli/docker/container/exec/
# schemas:
#   - input: schema.document
# custom:
#   severity: low
#   category: misconfiguration
#   attack: [T1609]
#   cis: ["5.24"]
#   remediation: |
#     Find out who started the session. Leave out --user root where the
#     container's own user will do.
package rummage.config.exec_as_root

import data.rummage.lib.allow
import data.rummage.lib.config

findings contains {
	"message": sprintf("a session of docker exec runs as %s, the container as %s", [sessions[0].user, input.config.user]),
	"location": {"config": "config.execs.user"},
	"evidence": {"sessions": [{"user": e.user, "command": concat(" ", e.command)} | some e in sessions]},
} if {
	config.known
	not config.as_root(input.config.user)
	count(sessions) > 0
}

sessions := [e |
	some e in input.config.execs
	e.user != ""
	config.as_root(e.user)
	not allow.user(e.user)
]
