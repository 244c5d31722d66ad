# METADATA
# description: What a changed file came from, where that is known.
# schemas:
#   - input: schema.document
package rummage.lib.origin

import data.rummage.lib.changes
import data.rummage.lib.suppress

# recorded holds for a file that a package of the system brought, and for a
# module or script of a Python package, by pip's record of it.
recorded(c) if suppress.packaged(c)

recorded(c) if {
	suppress.recorded(c)
	is_python(c)
}

is_python(c) if regex.match(`/(site|dist)-packages/`, c.path)

is_python(c) if regex.match(`(^|/)python[0-9.]*$`, c.interpreter)

# placed_by_engine holds for what the engine makes in every container, and for
# the places at which it mounts something.
placed_by_engine(c) if c.path in {
	"/etc/hosts", "/etc/hostname", "/etc/resolv.conf", "/etc/mtab", "/run/.containerenv",
	"/dev/console", "/dev/pts", "/dev/shm", "/dev/mqueue",
}

placed_by_engine(c) if {
	c.path == "/.dockerenv"
	c.size == 0
}

placed_by_engine(c) if {
	some mount in input.config.mounts
	mount.destination == c.path
	not c.mount
}

# grade is how bad a change is: as given, and low where an entrypoint made it at
# the start, or where a package may have brought it. Entrypoints write scripts
# and settings rather than programs.
grade(c, severity) := "low" if suppress.unlisted

else := "low" if is_left_over(c)

else := "medium" if {
	suppress.at_start(c)
	changes.is_elf(c)
	severity == "high"
}

else := "low" if suppress.at_start(c)

else := severity

# is_left_over holds for a file that dpkg keeps under another name while it
# unpacks, or puts aside for another package.
is_left_over(c) if {
	regex.match(`\.(dpkg-\w+|distrib|diverted)$`, c.path)
	suppress.transaction
}
