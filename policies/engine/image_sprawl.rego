# METADATA
# title: Many images that nothing runs from
# description: |
#   More than half of the images on the host are of no container. Old ones are
#   started by mistake, and hold holes and secrets that nobody looks after.
# related_resources:
#   - ref: https://docs.docker.com/engine/manage-resources/pruning/
# schemas:
#   - input: schema.document
# custom:
#   severity: info
#   category: misconfiguration
#   attack: []
#   cis: ["6.1"]
#   remediation: |
#     docker image prune --all, with a filter for what is to stay.
package rummage.engine.image_sprawl

import data.rummage.lib.engine

findings contains {
	"message": "more than half of the images are of no container",
	"location": {"config": "engine.usage.unused_images"},
	"evidence": {"images": input.engine.usage.images, "unused": input.engine.usage.unused_images},
} if {
	engine.judged
	input.engine.usage.unused_images >= 10
	input.engine.usage.unused_images * 2 > input.engine.usage.images
}
