# METADATA
# title: Image from no registry
# description: |
#   The image was built or loaded on the host and came from no registry. What
#   is in it cannot be fetched again to compare, and nobody else has looked at
#   it. Where images are built on the host this is as it should be; elsewhere
#   an intruder may have built one.
# related_resources:
#   - ref: https://attack.mitre.org/techniques/T1612/
# schemas:
#   - input: schema.document
# custom:
#   severity: info
#   category: misconfiguration
#   attack: [T1612, T1525]
#   cis: []
#   remediation: |
#     Find out who built the image. Build images in a pipeline, push them to a
#     registry, and run them by digest.
package rummage.config.local_image

findings contains {
	"message": sprintf("the image %s came from no registry", [input.target.image.name]),
	"location": {"config": "image.digests"},
	"evidence": {"image": input.target.image.name, "id": input.image.id},
} if {
	input.config # of a container
	count(input.image.digests) == 0
}
