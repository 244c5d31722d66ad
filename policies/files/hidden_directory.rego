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
import data.rummage.lib.homes
import data.rummage.lib.places
import data.rummage.lib.suppress

programs[hidden] contains c.path if {
	some c in changes.hidden
	c.kind == "added"
	c.type == "file"
	places.runs(c)
	is_place(c.path)
	not places.extracted(c.path)
	not suppress.packaged(c)
	hidden := first_hidden(c.path)
}

# is_place holds for directories for temporary files, those of the system, and a
# hidden one beside them.
is_place(path) if places.is_temporary(path)

is_place(path) if regex.match(`^/(usr|bin|sbin|lib[^/]*|etc|var|dev|boot|\.[^/]+)/`, path)

# first_hidden is the uppermost hidden directory of a path that no known tool
# makes.
first_hidden(path) := concat("/", array.slice(parts, 0, unusual[0] + 1)) if {
	parts := split(path, "/")
	unusual := [i |
		some i, part in parts
		startswith(part, ".")
		i < count(parts) - 1
		not is_usual(path, part)
	]
}

# Tools make theirs wherever a service has its home, but not among the system's
# files or in memory.
is_usual(path, part) if {
	part in places.usual_hidden
	not startswith(path, "/dev/")
}

is_usual(path, part) if {
	part in homes.known
	regex.match(`^/(tmp|var|\.[^/]+)/`, path)
}

findings contains {
	"message": sprintf("the hidden directory %s holds %d programs or scripts", [dir, count(paths)]),
	"location": {"path": dir},
	"evidence": {"examples": array.slice(sort(paths), 0, places.few), "count": count(paths)},
} if {
	some dir, paths in programs
}
