# METADATA
# title: File in root's home directory
# description: |
#   Files were added under /root that are no history, setting or cache of a
#   known tool. It need not mean anything; together with other findings it is
#   where to look.
# related_resources:
#   - ref: https://attack.mitre.org/techniques/T1105/
# schemas:
#   - input: schema.document
# custom:
#   severity: low
#   category: anomaly
#   attack: [T1105]
#   cis: []
#   remediation: |
#     Look at the files and their times. Let programs write to a directory of
#     their own.
package rummage.files.root_home_added

import data.rummage.lib.changes
import data.rummage.lib.homes
import data.rummage.lib.places
import data.rummage.lib.suppress

by_directory[changes.dir(c.path)] contains c.path if {
	some c in homes.strange
	startswith(c.path, "/root/")
	not homes.is_program(c)
	not homes.is_hidden(c)
	not suppress.packaged(c)
}

findings contains {
	"message": sprintf("%s: added to root's home directory", [places.title(place, "files")]),
	"location": {"path": place.path},
	"evidence": {"examples": place.examples, "count": place.count},
} if {
	some dir, paths in by_directory
	some place in places.report(dir, paths)
}
