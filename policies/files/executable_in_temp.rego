# METADATA
# title: Program in a temporary directory
# description: |
#   A program or script was added to a directory for temporary files. That is
#   where everybody may write, and where intruders unpack their tools.
# related_resources:
#   - ref: https://attack.mitre.org/techniques/T1105/
# schemas:
#   - input: schema.document
# custom:
#   severity: high
#   category: anomaly
#   attack: [T1105]
#   cis: []
#   remediation: |
#     Keep the container as evidence before anything else. Look up its hash,
#     and whether a process runs from it. Mount the directory with noexec
#     where programs do not need it.
package rummage.files.executable_in_temp

import data.rummage.lib.allow
import data.rummage.lib.changes
import data.rummage.lib.places
import data.rummage.lib.suppress

by_directory[[changes.dir(c.path), severity(c)]] contains c.path if {
	some dir in places.temporary
	some c in changes.under(dir)
	c.kind != "deleted"
	c.type == "file"
	places.runs(c)
	changes.content_changed(c)
	not places.extracted(c.path)
	not is_of_supervisor(c)
	not suppress.packaged(c)
	not allow.program(c.path)
}

is_of_supervisor(c) if {
	places.is_supervised(c.path)
	not changes.is_elf(c)
}

# Entrypoints write scripts, and no programs.
severity(c) := "low" if {
	suppress.at_start(c)
	not changes.is_elf(c)
}

else := "high"

findings contains {
	"message": sprintf("%s can be run", [places.title(place, "programs")]),
	"severity": key[1],
	"location": {"path": place.path},
	"evidence": {
		"examples": place.examples, "count": place.count,
		"sha256": {path: changes.at(path).sha256 | some path in place.examples},
	},
} if {
	some key, paths in by_directory
	some place in places.report(key[0], paths)
}
