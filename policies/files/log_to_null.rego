# METADATA
# title: Log switched off
# description: |
#   A log was made a link to /dev/null at run time, so that nothing more is
#   kept of it. Images do so on purpose for a log that nobody wants; a
#   container that runs has no reason to.
# related_resources:
#   - ref: https://attack.mitre.org/techniques/T1070/002/
# schemas:
#   - input: schema.document
# custom:
#   severity: medium
#   category: anomaly
#   attack: [T1070.002]
#   cis: []
#   remediation: |
#     Keep the container as evidence before anything else. Look for what the
#     service did from then on in its other logs. A log that is not wanted is
#     linked in the image, or sent to the output.
package rummage.files.log_to_null

import data.rummage.lib.changes
import data.rummage.lib.records
import data.rummage.lib.suppress

findings contains {
	"message": sprintf("%s was made a link to %s", [c.path, c.link_target]),
	"severity": severity(c),
	"location": {"path": c.path},
	"evidence": {"link_target": c.link_target, "size_in_image": object.get(c, ["was", "size"], null)},
} if {
	some path in candidates
	c := changes.at(path)
	c.kind != "deleted"
	records.is_null(c)
	not changes.same_content(c)
	not suppress.packaged(c)
}

candidates contains c.path if {
	some dir in records.logs
	some c in changes.under(dir)
	c.type == "symlink"
}

candidates contains path if some path in records.logins

# Entrypoints link logs where their image wants them.
severity(c) := "low" if suppress.at_start(c)

else := "medium"
