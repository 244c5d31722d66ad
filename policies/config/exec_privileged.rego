# METADATA
# title: Privileged session in the container
# description: |
#   A session of docker exec runs with all capabilities and without seccomp,
#   in a container that was started without them. What runs in it can leave
#   the container.
# related_resources:
#   - ref: https://docs.docker.com/reference/cli/docker/container/exec/
# schemas:
#   - input: schema.document
# custom:
#   severity: high
#   category: misconfiguration
#   attack: [T1609, T1611]
#   cis: ["5.23"]
#   remediation: |
#     Find out who started the session, and end it. Leave out --privileged.
package rummage.config.exec_privileged

import data.rummage.lib.config

findings contains {
	"message": "a session of docker exec runs with --privileged",
	"location": {"config": "config.execs.privileged"},
	"evidence": {"sessions": [{"user": e.user, "command": concat(" ", e.command)} | some e in sessions]},
} if {
	config.confined
	count(sessions) > 0
}

sessions := [e |
	some e in input.config.execs
	e.privileged
]
