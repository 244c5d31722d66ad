# METADATA
# title: Login records deleted
# description: |
#   The files that record logins (lastlog, faillog, wtmp, btmp, utmp) were in
#   the image and are gone. Nothing that a container does in normal work
#   deletes them; an intruder does, to hide that somebody was there.
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

records := {
	"/var/log/lastlog", "/var/log/faillog", "/var/log/wtmp", "/var/log/btmp",
	"/var/run/utmp", "/run/utmp",
}

findings contains finding if {
	some path in (records & changes.gone)
	not rotated(path)
	finding := {
		"message": sprintf("%s was deleted: the image has it", [path]),
		"location": {"path": path},
		"evidence": {"deleted": records & changes.gone},
	}
}

# rotated holds when logrotate has just moved the record aside: it makes the
# new one a moment later.
rotated(path) if {
	some suffix in {".1", ".1.gz"}
	changes.at(concat("", [path, suffix])).kind != "deleted"
}
