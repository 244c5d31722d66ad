# METADATA
# title: History deleted
# description: |
#   The history of a shell, an interpreter or a database client was in the image
#   and is gone or empty. Programs add to it; who deletes it does not want to
#   be read.
# related_resources:
#   - ref: https://attack.mitre.org/techniques/T1070/003/
# schemas:
#   - input: schema.document
# custom:
#   severity: medium
#   category: anomaly
#   attack: [T1070.003]
#   cis: []
#   remediation: |
#     Keep the container as evidence before anything else. The image still has
#     the history as it was. What was typed later may be in the memory of a
#     shell that runs, and in the engine's events for docker exec.
package rummage.files.history_deleted

import data.rummage.lib.changes
import data.rummage.lib.names
import data.rummage.lib.records

findings contains {
	"message": sprintf("%s was deleted: the image has it", [path]),
	"severity": severity(path),
	"location": {"path": path},
	"evidence": {"size_in_image": size(path)},
} if {
	some path in changes.gone
	changes.base(path) in records.histories
	size(path) != 0
}

# size is how much the image has; null where its layers cannot be read.
default size(_) := null

size(path) := changes.at(path).was.size

findings contains {
	"message": sprintf("%s was emptied", [c.path]),
	"location": {"path": c.path},
	"evidence": {"size_in_image": c.was.size, "mtime": object.get(c, "mtime", "")},
} if {
	some c in names.called(records.histories)
	c.kind == "modified"
	c.type == "file"
	c.size == 0
	c.was.size > 0
}

# With the home directory of an account goes its history.
severity(path) := "low" if changes.dir(path) in changes.gone

else := "medium"
