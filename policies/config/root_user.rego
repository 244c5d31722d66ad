# METADATA
# title: Runs as root
# description: |
#   The container starts as root. Each hole in the program or in the kernel is
#   then worth more to whoever finds it.
# related_resources:
#   - ref: https://docs.docker.com/build/building/best-practices/#user
# schemas:
#   - input: schema.document
# custom:
#   severity: low
#   category: misconfiguration
#   attack: []
#   cis: ["4.1"]
#   remediation: |
#     Set USER in the Dockerfile or --user. Where the program must begin as
#     root, turn on user namespaces for the engine.
package rummage.config.root_user

import data.rummage.lib.allow
import data.rummage.lib.config

findings contains {
	"message": "the container starts as root",
	"location": {"config": "config.user"},
	"evidence": {"user": input.config.user},
} if {
	config.as_root(input.config.user)
	not config.remapped
	not allow.user(input.config.user)
}
