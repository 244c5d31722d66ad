# METADATA
# title: Hidden directory with a program
# description: |
#   A directory whose name begins with a dot, in a directory for temporary
#   files or of the system, holds a program or script. Nothing that is
#   installed there is hidden from ls.
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
#     Keep the container as evidence before anything else. Look through the
#     whole directory: tools, logs and stolen data are often kept together.
package rummage.files.hidden_directory

import data.rummage.lib.changes
import data.rummage.lib.places
import data.rummage.lib.suppress

programs[hidden[1]] contains c.path if {
	some c in changes.hidden
	c.kind == "added"
	c.type == "file"
	places.runs(c)
	hidden := regex.find_all_string_submatch_n(`^((/(?:[^./][^/]*/)*)(\.[^/]+))/`, c.path, 1)[0]
	not regex.match(`^/(root|home)/`, hidden[2])
	not hidden[3] in places.usual_hidden
	not places.extracted(c.path)
	not suppress.packaged(c)
}

findings contains {
	"message": sprintf("the hidden directory %s holds %d programs or scripts", [dir, count(paths)]),
	"location": {"path": dir},
	"evidence": {"examples": array.slice(sort(paths), 0, places.few), "count": count(paths)},
} if {
	some dir, paths in programs
}
