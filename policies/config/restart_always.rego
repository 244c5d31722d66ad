# METADATA
# title: Restarts without end
# description: |
#   The engine starts the container again however often it ends. A program
#   that crashes, also under an attack, is started again without anybody
#   noticing.
# related_resources:
#   - ref: https://docs.docker.com/engine/containers/start-containers-automatically/
# schemas:
#   - input: schema.document
# custom:
#   severity: low
#   category: misconfiguration
#   attack: []
#   cis: ["5.15"]
#   remediation: |
#     Use --restart on-failure:5, and watch for restarts.
package rummage.config.restart_always

findings contains {
	"message": sprintf("the container is restarted without end (%s)", [input.config.restart.policy]),
	"location": {"config": "config.restart"},
	"evidence": {"policy": input.config.restart.policy, "count": object.get(input.config.restart, "count", 0)},
} if {
	endless
}

endless if input.config.restart.policy in {"always", "unless-stopped"}

endless if {
	input.config.restart.policy == "on-failure"
	input.config.restart.max_retries == 0
}
