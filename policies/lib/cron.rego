# METADATA
# description: The files by which cron and at start something.
# schemas:
#   - input: schema.document
package rummage.lib.cron

import data.rummage.lib.changes
import data.rummage.lib.suppress
import data.rummage.lib.texts

# changed is every such file that was added, or whose content was changed,
# other than by a package.
changed contains c if {
	some c in candidates
	c.kind != "deleted"
	c.type in {"file", "symlink"}
	changes.content_changed(c)
	not suppress.packaged(c)
	not is_state(c.path)
}

# is_state holds for what cron and at keep for themselves, and for what a
# package manager leaves beside a file.
is_state(path) if regex.match(`/(\.placeholder|\.SEQ|\.lockfile|cron\.deny|cron\.allow|cron\.update|.*\.dpkg-\w+)$|^/var/spool/(cron/lastrun|cron/atspool|at/spool)/`, path)

candidates contains c if {
	some dir in directories
	some c in changes.under(dir)
}

# directories are those in which they look for jobs. There is /etc/crontab and
# /etc/anacrontab beside them.
directories := [
	"/etc/cron.d", "/etc/cron.hourly", "/etc/cron.daily", "/etc/cron.weekly", "/etc/cron.monthly", "/etc/cron.yearly",
	"/etc/periodic", "/etc/crontabs", "/var/spool/cron", "/var/spool/at",
]

candidates contains changes.at("/etc/crontab")

candidates contains changes.at("/etc/anacrontab")

# lines are the lines of a text that are no comments.
lines(text) := texts.lines(text)

# command is what a line of such a file runs: in a table it follows the time
# and, in the system's tables, the user; elsewhere it is the line.
command(path, line) := found[0][1] if {
	some pattern, tables in {
		`^(?:@\w+\s+|(?:\S+\s+){5})(?:[^/\s]\S*\s+)?(.*)$`: `^/etc/(?:crontab$|cron\.d/)`,
		`^(?:@\w+\s+|(?:\S+\s+){5})(.*)$`: `^/etc/crontabs/|^/var/spool/cron/(?:crontabs/|tabs/)?[^/]+$`,
		`^(?:@\w+\s+|\S+\s+)\S+\s+\S+\s+(.*)$`: `^/etc/anacrontab$`,
	}
	regex.match(tables, path)
	found := regex.find_all_string_submatch_n(pattern, line, 1)
	count(found) > 0
} else := regex.replace(line, `^SHELL\s*=\s*`, "")
