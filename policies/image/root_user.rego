# METADATA
# title: Image runs as root
# description: |
#   The image names no user other than root, so its containers start as root
#   unless they are told otherwise. Each hole in the program or in the kernel
#   is then worth more to whoever finds it.
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
#     Make an account in the Dockerfile, give it the files that the program
#     writes, and set USER to it, best by its number.
package rummage.image.root_user

import data.rummage.lib.allow
import data.rummage.lib.image

findings contains {
	"message": "the image starts as root",
	"location": {"config": "image.config.user"},
	"evidence": {"user": image.config.user},
} if {
	regex.match(`^(root|0+)?(:|$)`, image.config.user)
	not allow.user(image.config.user)
}
