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
import data.rummage.lib.suppress

# Login records have a rule of their own.
gone := {path |
	some path in changes.gone
	startswith(path, "/var/log/")
	not regex.match(`/(lastlog|faillog|wtmp|btmp|utmp)$`, path)
	not rotated(path)
}

findings contains {
	"message": sprintf("%d files of the image's /var/log were deleted", [count(gone)]),
	"location": {"path": "/var/log"},
	"evidence": {"deleted": array.slice(sort(gone), 0, 10), "count": count(gone)},
} if {
	count(gone) > 1
	not suppress.transaction
}

rotated(path) if {
	some c in changes.under(changes.dir(path))
	c.kind != "deleted"
	some separator in [".", "-"]
	startswith(c.path, concat("", [path, separator]))
}
