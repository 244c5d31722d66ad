# METADATA
# title: System program or library changed
# description: |
#   A program or library of the image, in a directory of the system, has other
#   content than in the image, and no package that was installed explains it.
#   It is less where an entrypoint did so at the start, and where the image's
#   file could not be read, so that it may only have been touched.
# related_resources:
#   - ref: https://attack.mitre.org/techniques/T1036/005/
# schemas:
#   - input: schema.document
# custom:
#   severity: high
#   category: anomaly
#   attack: [T1036.005, T1554]
#   cis: []
#   remediation: |
#     Keep the container as evidence before anything else. Compare it with the
#     image's file. Do not trust the container's own tools; read its storage
#     from the host.
package rummage.files.system_binary_modified

import data.rummage.lib.changes
import data.rummage.lib.origin
import data.rummage.lib.places
import data.rummage.lib.processes
import data.rummage.lib.suppress

by_directory[[changes.dir(c.path), severity(c)]] contains c.path if {
	some c in changes.executable
	c.kind == "modified"
	is_system(c)
	changes.content_changed(c)
	not origin.recorded(c)
	not origin.placed_by_engine(c)
}

is_system(c) if regex.match(`^/(usr/(local/)?)?s?bin/`, c.path)

# Programs among the libraries. Managers of packages keep whole trees of scripts
# there.
is_system(c) if {
	regex.match(`^/(usr/(local/)?)?lib[^/]*/`, c.path)
	is_program(c)
	not regex.match(`/(node_modules|gems)/`, c.path)
}

is_program(c) if changes.is_elf(c)

is_program(c) if not regex.match(`/(python[0-9.]*|site-packages|dist-packages|perl[0-9.]*)/`, c.path)

severity(c) := "medium" if {
	is_uncertain(c)
	origin.grade(c, "high") == "high"
}

else := origin.grade(c, "high")

# The image's file could not be read, and has the same size if any.
is_uncertain(c) if {
	not c.was.sha256
	object.get(c, ["was", "size"], c.size) == c.size
}

findings contains {
	"message": sprintf("%s: not the image's", [places.title(place, "programs")]),
	"severity": key[1],
	"location": {"path": place.path},
	"evidence": {
		"examples": place.examples, "count": place.count,
		"sha256": {path: changes.at(path).sha256 | some path in place.examples},
		"size": {path: changes.at(path).size | some path in place.examples},
		"size_in_image": {path: changes.at(path).was.size | some path in place.examples},
	},
} if {
	some key, paths in by_directory
	some place in places.report(key[0], paths)
}

# A program that was replaced by a link.
findings contains {
	"message": sprintf("%s was replaced by a link to %s", [c.path, c.link_target]),
	"severity": link_severity(c),
	"location": {"path": c.path},
	"evidence": {"link_target": c.link_target},
} if {
	some dir in ["/bin", "/sbin", "/usr/bin", "/usr/sbin"]
	some c in changes.under(dir)
	c.kind == "modified"
	c.type == "symlink"
	c.was.type == "file"
	not startswith(c.link_target, "/etc/alternatives/")
	not is_of_transaction(c)
}

# Packages put links in the place of programs, but none to where everybody can
# write.
is_of_transaction(c) if {
	suppress.transaction
	not is_odd(c.link_target)
}

is_odd(target) if {
	startswith(target, "/")
	processes.is_odd_place(target)
}

link_severity(c) := "high" if is_odd(c.link_target)

else := origin.grade(c, "high")
