# METADATA
# title: New privileges allowed
# description: |
#   Processes in the container may gain privileges when they execute a set-
#   user-ID program or one with file capabilities.
# related_resources:
#   - ref: https://attack.mitre.org/techniques/T1548/001/
# schemas:
#   - input: schema.document
# custom:
#   severity: low
#   category: misconfiguration
#   attack: [T1548.001]
#   cis: ["5.26"]
#   remediation: |
#     Start with --security-opt no-new-privileges, or set it for all
#     containers in daemon.json.
package rummage.config.new_privileges_allowed

import data.rummage.lib.config

findings contains {
	"message": "processes may gain privileges by executing set-user-ID programs",
	"location": {"config": "config.security.no_new_privileges"},
	"evidence": {"no_new_privileges": false},
} if {
	config.confined
	input.config.security.no_new_privileges == false
}
