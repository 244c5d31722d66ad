# METADATA
# title: Content trust off
# description: |
#   DOCKER_CONTENT_TRUST is on neither in the environment of this scan nor in
#   /etc/environment, so docker pull takes images whose signature nobody
#   checked. It says nothing of other ways to check signatures, such as a
#   policy of the cluster.
# related_resources:
#   - ref: https://docs.docker.com/engine/security/trust/
# schemas:
#   - input: schema.document
# custom:
#   severity: info
#   category: misconfiguration
#   attack: [T1204.003]
#   cis: ["4.5"]
#   remediation: |
#     Check signatures before images run: with content trust, or with cosign
#     or notation in the pipeline, and name images by digest.
package rummage.engine.content_trust_off

import data.rummage.lib.engine

findings contains {
	"message": "DOCKER_CONTENT_TRUST is not on: images are pulled without a check of signatures",
	"location": {"config": "engine.content_trust"},
	"evidence": {},
} if {
	engine.docker
	input.engine.content_trust == false
}
