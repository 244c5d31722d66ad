# METADATA
# title: Scheduled job added
# description: |
#   A file by which cron or at start something was added or changed at run
#   time, other than by a package.
# related_resources:
#   - ref: https://attack.mitre.org/techniques/T1053/003/
# schemas:
#   - input: schema.document
# custom:
#   severity: medium
#   category: anomaly
#   attack: [T1053.003]
#   cis: []
#   remediation: |
#     Keep the container as evidence before anything else. Read the job. Put
#     jobs that belong to the service into its image.
package rummage.persistence.cron_added

import data.rummage.lib.cron
import data.rummage.lib.suppress

findings contains {
	"message": sprintf("%s was %s", [c.path, c.kind]),
	"severity": suppress.lowered(c, "medium"),
	"location": {"path": c.path},
	"evidence": {"lines": array.slice(cron.lines(object.get(c, "text", "")), 0, 10)},
} if {
	some c in cron.changed
}
