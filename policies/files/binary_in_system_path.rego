# METADATA
# title: Program added to the system's programs
# description: |
#   A program or script was added to a directory from which commands are run,
#   and no package lists it. What lies there is found by its bare name, and
#   looks like a part of the system.
# related_resources:
#   - ref: https://attack.mitre.org/techniques/T1105/
# schemas:
#   - input: schema.document
# custom:
#   severity: high
#   category: anomaly
#   attack: [T1105, T1036.005]
#   cis: []
#   remediation: |
#     Keep the container as evidence before anything else. Look up the hash,
#     and whether a process runs from the file. Tools that a service needs
#     belong into its image.
package rummage.files.binary_in_system_path

import data.rummage.lib.allow
import data.rummage.lib.changes
import data.rummage.lib.origin
import data.rummage.lib.places
import data.rummage.lib.processes
import data.rummage.lib.suppress

directories := ["/bin", "/sbin", "/usr/bin", "/usr/sbin", "/usr/local/bin", "/usr/local/sbin"]

by_directory[[changes.dir(c.path), severity(c)]] contains c.path if {
	some dir in directories
	some c in changes.under(dir)
	c.kind == "added"
	is_command(c)
	not origin.recorded(c)
	not origin.placed_by_engine(c)
	not allow.program(c.path)
}

is_command(c) if {
	changes.is_executable(c)
	c.size > 0
}

# A link that leads to where everybody can write, or to a hidden place.
is_command(c) if {
	c.type == "symlink"
	startswith(c.link_target, "/")
	processes.is_odd_place(c.link_target)
}

severity(c) := "low" if is_gem(c)

# A program that came with a Python package, as its record has it.
else := "low" if suppress.recorded(c)

else := origin.grade(c, "high")

# A starter of a Ruby package: gem keeps records of packages, and none of what
# it puts there.
is_gem(c) if {
	regex.match(`(^|/)ruby[0-9.]*$`, c.interpreter)
	count(changes.with_extension("gemspec")) > 0
}

findings contains {
	"message": sprintf("%s: added to the system's programs, in no package", [places.title(place, "programs")]),
	"severity": key[1],
	"location": {"path": place.path},
	"evidence": {"examples": place.examples, "count": place.count, "sha256": {path: changes.at(path).sha256 | some path in place.examples}},
} if {
	some key, paths in by_directory
	some place in places.report(key[0], paths)
}
