# METADATA
# title: History switched off
# description: |
#   The history file of a shell or a database client was made a link to
#   /dev/null at run time, so that nothing typed is kept.
# related_resources:
#   - ref: https://attack.mitre.org/techniques/T1070/003/
# schemas:
#   - input: schema.document
# custom:
#   severity: high
#   category: anomaly
#   attack: [T1070.003]
#   cis: []
#   remediation: |
#     Keep the container as evidence before anything else. What was typed may
#     still be in the memory of a shell that runs, and in the engine's events
#     for docker exec.
package rummage.files.history_to_null

import data.rummage.lib.changes
import data.rummage.lib.names
import data.rummage.lib.records

findings contains {
	"message": sprintf("%s was made a link to %s", [c.path, c.link_target]),
	"location": {"path": c.path},
	"evidence": {"link_target": c.link_target},
} if {
	some c in names.called(records.histories)
	c.kind != "deleted"
	records.is_null(c)
	not changes.same_content(c)
}
