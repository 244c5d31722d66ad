# METADATA
# description: The files by which cron and at start something.
# schemas:
#   - input: schema.document
package rummage.lib.cron

import data.rummage.lib.changes
import data.rummage.lib.suppress

# changed is every such file that was added, or whose content was changed,
# other than by a package.
changed contains c if {
	some c in candidates
	c.kind != "deleted"
	c.type in {"file", "symlink"}
	changes.content_changed(c)
	not suppress.packaged(c)
	not regex.match(`/(\.placeholder|\.SEQ|\.lockfile|cron\.deny|cron\.allow|.*\.dpkg-\w+)$`, c.path)
}

candidates contains c if {
	some dir in [
		"/etc/cron.d", "/etc/cron.hourly", "/etc/cron.daily", "/etc/cron.weekly", "/etc/cron.monthly", "/etc/cron.yearly",
		"/etc/periodic", "/etc/crontabs", "/var/spool/cron", "/var/spool/at",
	]
	some c in changes.under(dir)
}

candidates contains changes.at("/etc/crontab")

candidates contains changes.at("/etc/anacrontab")

# lines are the lines of a text that are no comments.
lines(text) := [line |
	some raw in split(text, "\n")
	line := trim_space(raw)
	line != ""
	not startswith(line, "#")
]
