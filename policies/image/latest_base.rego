# METADATA
# title: Base image by a moving tag
# description: |
#   The image was built upon another one whose tag is latest, or that has no
#   tag. What that is changes over time, so a build cannot be repeated, and
#   nobody knows which fixes are in.
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
#     Name the base image by a version, or by its digest, and have a service
#     propose new ones.
package rummage.image.latest_base

import data.rummage.lib.image

findings contains {
	"message": sprintf("the base image is %s", [base]),
	"location": {"config": concat("", ["image.config.labels.", label])},
	"evidence": {"base": base},
} if {
	base := image.config.labels[label]
	is_moving(base)
}

label := "org.opencontainers.image.base.name"

# Builders of Podman write it into the history.
findings contains {
	"message": sprintf("the base image is %s", [base]),
	"location": {"config": sprintf("image.history.%d", [at])},
	"evidence": {"base": base},
} if {
	input.target.kind == "image"
	some at, entry in input.image.history
	base := regex.find_all_string_submatch_n(`^FROM\s+(\S+)$`, entry.comment, 1)[0][1]
	not image.config.labels[label]
	is_moving(base)
}

# is_moving holds for a reference without a digest whose tag is latest or
# missing. A build's own stages and ids are none.
is_moving(base) if {
	parts := split(base, "/")
	regex.match(`^[a-z0-9][^@:]*(:latest)?$`, parts[count(parts) - 1])
	not regex.match(`^(localhost/|scratch$|[0-9a-f]{12,64}$)`, base)
}
