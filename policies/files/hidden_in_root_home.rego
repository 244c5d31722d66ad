# METADATA
# title: Program or hidden file in a home directory
# description: |
#   A program, a script or a hidden file was added under /root or /home that
#   is no history, setting or cache of a known tool. Services do not put
#   programs there; people with a shell do.
# related_resources:
#   - ref: https://attack.mitre.org/techniques/T1105/
# schemas:
#   - input: schema.document
# custom:
#   severity: medium
#   category: anomaly
#   attack: [T1105]
#   cis: []
#   remediation: |
#     Keep the container as evidence before anything else. Look at the content
#     and the owner, and at who had a shell in the container at that time.
package rummage.files.hidden_in_root_home

import data.rummage.lib.changes
import data.rummage.lib.homes
import data.rummage.lib.places
import data.rummage.lib.suppress

by_directory[[changes.dir(c.path), severity(c)]] contains c.path if {
	some c in homes.strange
	noticeable(c)
	not suppress.packaged(c)
}

noticeable(c) if homes.is_program(c)

noticeable(c) if homes.is_hidden(c)

# Entrypoints write settings at the start, and no programs.
severity(c) := "low" if {
	suppress.at_start(c)
	not homes.is_program(c)
}

else := "medium"

findings contains {
	"message": sprintf("%s: a program or hidden file in a home directory", [places.title(place, "files")]),
	"severity": key[1],
	"location": {"path": place.path},
	"evidence": {"examples": place.examples, "count": place.count},
} if {
	some key, paths in by_directory
	some place in places.report(key[0], paths)
}
