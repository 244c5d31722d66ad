# METADATA
# title: Root file system writable
# description: |
#   The container's root file system can be written to, so that an intruder
#   can replace programs and leave tools in it.
# related_resources:
#   - ref: https://docs.docker.com/reference/cli/docker/container/run/#read-only
# schemas:
#   - input: schema.document
# custom:
#   severity: low
#   category: misconfiguration
#   attack: []
#   cis: ["5.13"]
#   remediation: |
#     Start with --read-only, and give volumes or --tmpfs for what must be
#     written.
package rummage.config.writable_root

findings contains {
	"message": "the container can write to its root file system",
	"location": {"config": "config.security.read_only_root"},
	"evidence": {"read_only_root": false},
} if {
	input.config.security.read_only_root == false
}
