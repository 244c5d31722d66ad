# METADATA
# title: No health check
# description: |
#   Neither the image nor the container has a health check, so the engine does
#   not notice when the program hangs.
# related_resources:
#   - ref: https://docs.docker.com/reference/dockerfile/#healthcheck
# schemas:
#   - input: schema.document
# custom:
#   severity: info
#   category: misconfiguration
#   attack: []
#   cis: ["4.6", "5.27"]
#   remediation: |
#     Add HEALTHCHECK to the Dockerfile, or --health-cmd.
package rummage.config.no_healthcheck

import data.rummage.lib.config

findings contains {
	"message": "the container has no health check",
	"location": {"config": "config.healthcheck"},
	"evidence": {},
} if {
	config.known
	not checked
}

checked if {
	test := input.config.healthcheck.test
	count(test) > 0
	test[0] != "NONE"
}
