# METADATA
# title: Image built long ago
# description: |
#   The image was built more than a year ago and not again since. Holes that
#   were found in what it holds are still in it.
# related_resources:
#   - ref: https://docs.docker.com/build/building/best-practices/#rebuild-your-images-often
# schemas:
#   - input: schema.document
# custom:
#   severity: info
#   category: misconfiguration
#   attack: []
#   cis: ["4.4"]
#   remediation: |
#     Scan the image for known holes, and build it anew from a fresh base at
#     regular times.
package rummage.config.old_image

import data.rummage.lib.times

findings contains {
	"message": sprintf("the image was built %d days ago", [days]),
	"location": {"config": "image.created"},
	"evidence": {"created": input.image.created, "days": days},
} if {
	input.config # of a container
	input.image.created > "2013" # before there were any, it is no time of a build
	days := floor((times.nanoseconds(input.collected_at) - times.nanoseconds(input.image.created)) / ((24 * 3600) * 1000000000))
	days > 365
}
