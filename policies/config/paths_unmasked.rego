# METADATA
# title: Kernel's files not masked
# description: |
#   The engine hides parts of /proc and /sys from containers and makes others
#   read-only. For this container it does not, so that root in it can change
#   settings of the host's kernel.
# related_resources:
#   - ref: https://attack.mitre.org/techniques/T1611/
# schemas:
#   - input: schema.document
# custom:
#   severity: medium
#   category: misconfiguration
#   attack: [T1611]
#   cis: []
#   remediation: |
#     Remove --security-opt systempaths=unconfined.
package rummage.config.paths_unmasked

import data.rummage.lib.config

findings contains {
	"message": "the kernel's files in /proc and /sys are neither masked nor read-only",
	"location": {"config": "config.security.masked_paths"},
	"evidence": {"masked_paths": [], "read_only_paths": []},
} if {
	config.confined
	input.config.security.masked_paths == []
	input.config.security.read_only_paths == []
}
