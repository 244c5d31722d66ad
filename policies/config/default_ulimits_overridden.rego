# METADATA
# title: Limits of its own
# description: |
#   The container has resource limits (ulimits) of its own in place of the
#   engine's. This is for review: they may be wider.
# related_resources:
#   - ref: https://docs.docker.com/reference/cli/docker/container/run/#ulimit
# schemas:
#   - input: schema.document
# custom:
#   severity: info
#   category: misconfiguration
#   attack: []
#   cis: ["5.19"]
#   remediation: |
#     Remove --ulimit where the engine's defaults will do.
package rummage.config.default_ulimits_overridden

findings contains {
	"message": sprintf("the container sets the limit %s to %d", [u.name, u.soft]),
	"location": {"config": sprintf("config.limits.ulimits.%s", [u.name])},
	"evidence": {"soft": u.soft, "hard": u.hard},
} if {
	some u in input.config.limits.ulimits
}
