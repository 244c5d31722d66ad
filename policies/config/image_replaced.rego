# METADATA
# title: Tag stands for another image by now
# description: |
#   The image that the container was made from has been replaced under its
#   name: by a newer one that was pulled or built. What the newer one fixes is
#   not fixed in the container.
# related_resources:
#   - ref: https://docs.docker.com/reference/cli/docker/image/pull/
# schemas:
#   - input: schema.document
# custom:
#   severity: info
#   category: misconfiguration
#   attack: []
#   cis: ["5.28"]
#   remediation: |
#     Make the container anew from the image that the name stands for.
package rummage.config.image_replaced

findings contains {
	"message": sprintf("%s stands for another image than the one that runs", [input.target.image.name]),
	"location": {"config": "config.tag_id"},
	"evidence": {"image": input.target.image.name, "runs": input.target.image.id, "tag": input.config.tag_id},
} if {
	input.config.tag_id != input.target.image.id
}
