# METADATA
# title: Login records deleted
# description: |
#   The files that record logins (lastlog, faillog, wtmp, btmp, utmp, or the
#   databases in their place) were in the image and are gone. Nothing that a
#   container does in normal work deletes them; an intruder does, to hide that
#   somebody was there.
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
#     Keep the container as evidence before anything else. Find out who had a
#     shell in it, compare its other changes, and make it anew from its image.
package rummage.files.login_records_deleted

import data.rummage.lib.changes
import data.rummage.lib.records

gone := {path | some path in (records.logins & changes.gone); not records.rotated(path)}

findings contains {
	"message": sprintf("%s was deleted: the image has it", [path]),
	"location": {"path": path},
	"evidence": {"deleted": gone},
} if {
	some path in gone
}
