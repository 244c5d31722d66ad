# METADATA
# description: Reasons why a change is harmless, or less than it seems.
# schemas:
#   - input: schema.document
package rummage.lib.suppress

import data.rummage.lib.changes
import data.rummage.lib.config
import data.rummage.lib.times

# start_window is how long after the container's start its entrypoint is taken
# to be at work, in nanoseconds.
start_window := 5000000000

# packaged is the package-transaction suppressor: the package database was
# changed in the container too, and lists this path with this content.
packaged(c) if {
	c.package
	c.package != ""
	not recorded(c)
	transaction
}

# recorded holds for a file of a Python package, by the record that pip keeps of
# it. Anybody who can write such a file can write its record too, so that it
# explains scripts and modules, and nothing of the system.
recorded(c) if startswith(c.package, "pip:")

# transaction holds when packages were installed, upgraded or removed in the
# container.
transaction if {
	some path in {"/var/lib/dpkg/status", "/lib/apk/db/installed", "/usr/lib/apk/db/installed", "/var/lib/rpm/rpmdb.sqlite", "/var/lib/rpm/Packages", "/var/lib/rpm/Packages.db", "/usr/lib/sysimage/rpm/rpmdb.sqlite"}
	changes.at(path).kind != "deleted"
}

# at_start is the at-start suppressor: the file was written while the
# entrypoint set the container up, at this start or, as containers are started
# again, at the first one, which follows the container's making. It lowers a
# severity and never silences. The ctime is asked first, since a program cannot
# set it back.
at_start(c) if within(c, input.config.started)

at_start(c) if within(c, input.config.created)

within(c, start) if {
	not waits
	elapsed := _written(c) - times.nanoseconds(start)
	elapsed >= -1000000000
	elapsed <= start_window
}

# waits holds for a container whose command sets nothing up: it only keeps the
# container there for what is done in it by others.
waits if regex.match(
	`^(?:\S*/)?(?:(?:tini|dumb-init|catatonit)\s+(?:-\S*\s+)*)?(?:(?:\S*/)?(?:sleep|tail|cat|pause|top)(?:\s|$)|(?:\S*/)?(?:ba|da|a|z)?sh(?:\s+-[il]+)*(?:\s+-\w*c\s+(?:exec\s+|trap\s[^;]*;\s*)?(?:sleep|tail|while\s+(?:true|:)\s*;\s*do\s+sleep)\s[^;&|]*(?:;\s*done)?)?\s*$)`,
	config.command,
)

_written(c) := times.nanoseconds(c.ctime)

_written(c) := times.nanoseconds(c.mtime) if not c.ctime

# unlisted holds when packages were installed of which it is not known what
# they brought: those of rpm. Then anything may be theirs.
unlisted if {
	some path in rpm
	changes.at(path).kind != "deleted"
}

rpm := {
	"/var/lib/rpm/rpmdb.sqlite", "/var/lib/rpm/Packages", "/var/lib/rpm/Packages.db", "/usr/lib/sysimage/rpm/rpmdb.sqlite",
	"/usr/lib/sysimage/rpm/Packages.db",
}

# lowered is the severity of what was found in a change, which is less when the
# entrypoint, or a package that does not tell, may have made it. What is
# critical is nothing that an entrypoint does.
lowered(c, severity) := {"high": "low", "medium": "low", "low": "low", "info": "info"}[severity] if at_start(c)

else := {"critical": "medium", "high": "medium", "medium": "low", "low": "low", "info": "info"}[severity] if {
	unlisted
	regex.match(`^/(etc|usr|bin|sbin|lib|lib64|opt)/`, c.path)
}

else := severity
