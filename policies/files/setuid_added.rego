# METADATA
# title: Set-user-ID program added
# description: |
#   A file with the set-user-ID or set-group-ID bit was added, or a file was
#   given the bit. Whoever executes it gets the rights of its owner; a copy of
#   a shell with that bit is a common way to stay root.
# related_resources:
#   - ref: https://attack.mitre.org/techniques/T1548/001/
# schemas:
#   - input: schema.document
# custom:
#   severity: high
#   category: anomaly
#   attack: [T1548.001]
#   cis: []
#   remediation: |
#     Keep the container as evidence before anything else. Remove the bit in
#     the image if it came from there. Start containers with --security-opt
#     no-new-privileges, which makes the bit useless.
package rummage.files.setuid_added

import data.rummage.lib.changes
import data.rummage.lib.places
import data.rummage.lib.suppress

by_directory[[changes.dir(c.path), severity(c)]] contains c.path if {
	some c in changes.setuid
	c.kind != "deleted"
	not had(c)
	not suppress.packaged(c)
}

# had holds when the image's file has the bit as well: it is not new then.
had(c) if changes.is_setuid(c.was.mode)

severity(c) := "low" if suppress.unlisted

# A recursive chmod gives data the set-group-ID bit along with directories, where
# it means that new files belong to the group.
else := "low" if is_data(c)

# Without the image at hand a modified file may have had the bit before.
else := "medium" if {
	c.kind == "modified"
	not c.was.mode
}

else := "high"

is_data(c) if {
	regex.match(`[23]...$`, c.mode)
	c.magic
	not places.runs(c)
}

findings contains {
	"message": sprintf("%s: set-user-ID or set-group-ID, with mode %s", [places.title(place, "files"), concat(", ", modes)]),
	"severity": key[1],
	"location": {"path": place.path},
	"evidence": {
		"examples": place.examples, "count": place.count,
		"modes": modes, "owners": owners, "modes_in_image": {path: changes.at(path).was.mode | some path in place.examples},
	},
} if {
	some key, paths in by_directory
	some place in places.report(key[0], paths)
	modes := sort({changes.at(path).mode | some path in place.examples})
	owners := {path: {"uid": changes.at(path).uid, "gid": changes.at(path).gid} | some path in place.examples}
}
