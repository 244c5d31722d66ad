# METADATA
# title: Image by a tag that moves
# description: |
#   The image is named by a tag that stands for another image tomorrow. What
#   runs cannot be told from the name, nor made again.
# related_resources:
#   - ref: https://docs.docker.com/build/building/best-practices/#pin-base-image-versions
# schemas:
#   - input: schema.document
# custom:
#   severity: info
#   category: misconfiguration
#   attack: []
#   cis: []
#   remediation: |
#     Name the image by a version, or better by its digest: name@sha256:….
package rummage.config.image_by_moving_tag

findings contains {
	"message": sprintf("the image %s is named by a tag that moves", [input.target.image.name]),
	"location": {"config": "target.image.name"},
	"evidence": {"image": input.target.image.name},
} if {
	not of_image
	moves(input.target.image.name)
}

# What is scanned as an image is the one that was meant.
of_image if input.target.kind == "image"

moving := {"latest", "stable", "edge", "main", "master", "nightly", "dev", "develop", "rolling", "lts", "current", "testing", "unstable"}

moves(name) if {
	not contains(name, "@")
	not regex.match(`^(sha256:)?[0-9a-f]{12,64}$`, name)
	tag(name) in moving
}

# tag is what follows the colon after the last slash; none means latest.
tag(name) := last_part[1] if last_part := split(base(name), ":")

tag(name) := "latest" if not contains(base(name), ":")

base(name) := parts[count(parts) - 1] if parts := split(name, "/")
