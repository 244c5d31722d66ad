# METADATA
# title: Restarts without end
# description: |
#   The engine starts the container again however often it ends, or more than
#   five times. A program that crashes, also under an attack, is started again
#   without anybody noticing.
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
	"message": message,
	"location": {"config": "config.restart"},
	"evidence": {"policy": input.config.restart.policy, "count": object.get(input.config.restart, "count", 0)},
} if {
	some message in reasons
}

reasons contains sprintf("the container is restarted without end (%s)", [input.config.restart.policy]) if endless

reasons contains sprintf("the container is restarted up to %d times", [input.config.restart.max_retries]) if {
	input.config.restart.policy == "on-failure"
	input.config.restart.max_retries > 5
}

endless if input.config.restart.policy in {"always", "unless-stopped"}

endless if {
	input.config.restart.policy == "on-failure"
	input.config.restart.max_retries == 0
}
