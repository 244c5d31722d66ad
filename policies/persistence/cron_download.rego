# METADATA
# title: Scheduled job downloads or decodes
# description: |
#   A job that was added to cron or at fetches something from the network,
#   decodes it, or runs a program from a directory for temporary files. That
#   is how miners and back doors come back after they were removed.
# related_resources:
#   - ref: https://attack.mitre.org/techniques/T1053/003/
# schemas:
#   - input: schema.document
# custom:
#   severity: critical
#   category: anomaly
#   attack: [T1053.003, T1105]
#   cis: []
#   remediation: |
#     Keep the container as evidence before anything else. Do not run the
#     job's command. Block the address it names, and look for other containers
#     with the same job.
package rummage.persistence.cron_download

import data.rummage.lib.acts
import data.rummage.lib.cron
import data.rummage.lib.suppress
import data.rummage.lib.texts

findings contains {
	"message": sprintf("a job in %s %s", [c.path, concat(" and ", sort(reasons))]),
	"severity": suppress.lowered(c, "critical"),
	"location": {"path": c.path},
	"evidence": {"lines": texts.shown(lines)},
} if {
	some c in cron.changed
	lines := [line | some line in cron.lines(texts.of(c)); count(does(c, line)) > 0]
	reasons := {reason | some line in lines; some reason in does(c, line)}
	count(reasons) > 0
}

# What is fetched or decoded is looked for in the whole line, since a table may
# be written in the form of the other kind.
does(c, line) := acts.of(cron.command(c.path, line)) | (acts.of(line) - {acts.odd_place})
