# METADATA
# title: Program among the devices
# description: |
#   A program, or a file that may be executed, lies below /dev. Only devices,
#   links and shared memory belong there; a program there is hidden from who
#   looks through the usual places, and gone after a restart.
# related_resources:
#   - ref: https://attack.mitre.org/techniques/T1564/001/
# schemas:
#   - input: schema.document
# custom:
#   severity: high
#   category: anomaly
#   attack: [T1564.001]
#   cis: []
#   remediation: |
#     Keep the container as evidence before anything else: /dev is in memory,
#     and lost when the container stops. Copy the file out, and look whether a
#     process runs from it.
package rummage.files.executable_in_dev

import data.rummage.lib.changes
import data.rummage.lib.origin
import data.rummage.lib.places
import data.rummage.lib.suppress

by_directory[[changes.dir(c.path), severity(c)]] contains c.path if {
	some c in changes.under("/dev")
	changes.is_executable(c)
	c.size > 0
	changes.content_changed(c)
	not origin.placed_by_engine(c)
	not suppress.packaged(c)
}

# Programs that share memory give it whatever mode they like.
severity(c) := "low" if {
	regex.match(`^/dev/(shm|mqueue)/`, c.path)
	not places.runs(c)
}

else := "high"

findings contains {
	"message": sprintf("%s may be executed, below /dev", [places.title(place, "files")]),
	"severity": key[1],
	"location": {"path": place.path},
	"evidence": {
		"examples": place.examples, "count": place.count,
		"sha256": {path: changes.at(path).sha256 | some path in place.examples},
		"modes": {path: changes.at(path).mode | some path in place.examples},
	},
} if {
	some key, paths in by_directory
	some place in places.report(key[0], paths)
}
