# METADATA
# title: Image has no health check
# description: |
#   The image does not say how its program is tested for health, so engines do
#   not notice when it hangs.
# related_resources:
#   - ref: https://docs.docker.com/reference/dockerfile/#healthcheck
# schemas:
#   - input: schema.document
# custom:
#   severity: info
#   category: misconfiguration
#   attack: []
#   cis: ["4.6"]
#   remediation: |
#     Add HEALTHCHECK to the Dockerfile. Orchestrators with probes of their own
#     do not need it.
package rummage.image.no_healthcheck

import data.rummage.lib.image

findings contains {
	"message": "the image has no health check",
	"location": {"config": "image.config.healthcheck"},
	"evidence": {},
} if {
	image.config
	not checked
}

checked if {
	test := image.config.healthcheck.test
	count(test) > 0
	test[0] != "NONE"
}
