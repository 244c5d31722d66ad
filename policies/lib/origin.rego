# METADATA
# description: What a changed file came from, where that is known.
# schemas:
#   - input: schema.document
package rummage.lib.origin

import data.rummage.lib.changes
import data.rummage.lib.suppress

# recorded holds for a file that a package lists with this content: one of the
# system, or one that pip installed and keeps a record of.
recorded(c) if object.get(c, "package", "") != ""

# unlisted holds when packages were installed by a manager whose database does
# not tell which file has which content, so that any file may be of one.
unlisted if {
	some path in {
		"/var/lib/rpm/rpmdb.sqlite", "/var/lib/rpm/Packages", "/var/lib/rpm/Packages.db",
		"/usr/lib/sysimage/rpm/rpmdb.sqlite", "/usr/lib/sysimage/rpm/Packages.db",
	}
	changes.at(path).kind != "deleted"
}

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
# the start, or where a package may have brought it.
grade(c, severity) := "low" if suppress.at_start(c)

else := "low" if unlisted

else := "low" if is_left_over(c)

else := severity

# is_left_over holds for a file that dpkg keeps under another name while it
# unpacks, or puts aside for another package.
is_left_over(c) if {
	regex.match(`\.(dpkg-\w+|distrib|diverted)$`, c.path)
	suppress.transaction
}
