# METADATA
# title: Logs deleted
# description: |
#   Several files below /var/log that the image has are gone. Rotation leaves
#   the old file under another name, and a package that is removed says so in
#   its database; neither is the case.
# related_resources:
#   - ref: https://attack.mitre.org/techniques/T1070/002/
# schemas:
#   - input: schema.document
# custom:
#   severity: high
#   category: anomaly
#   attack: [T1070.002]
#   cis: []
#   remediation: |
#     Keep the container as evidence before anything else. Read what the
#     engine kept of the output (docker logs), and restore the deleted files
#     from the image to see what they were.
package rummage.files.logs_deleted

import data.rummage.lib.changes
import data.rummage.lib.records
import data.rummage.lib.suppress

# deleted are the image's paths that are gone, but login records, which have a
# rule of their own.
deleted := {path |
	some path in changes.gone
	startswith(path, "/var/log/")
	not changes.base(path) in {"lastlog", "faillog", "wtmp", "btmp", "utmp"}
	not records.rotated(path)
}

# gone are those of them that are files.
gone := (deleted - {changes.dir(path) | some path in deleted}) - {c.path | some c in changes.deleted; is_directory(c)}

is_directory(c) if c.was.type == "directory"

is_directory(c) if c.lost

findings contains {
	"message": sprintf("%d files of the image's /var/log were deleted", [count(gone)]),
	"location": {"path": "/var/log"},
	"evidence": {"deleted": array.slice(sort(gone), 0, 10), "count": count(gone)},
} if {
	count(gone) > 1
	not suppress.transaction
}
