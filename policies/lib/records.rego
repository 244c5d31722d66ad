# METADATA
# description: Records of what happened in a system, and how they are kept.
# schemas:
#   - input: schema.document
package rummage.lib.records

import data.rummage.lib.changes

# appended are the records of logins that programs only add to.
appended := {"/var/log/wtmp", "/var/log/btmp"}

# sessions say who is logged in: what starts a system makes them anew.
sessions := {"/var/run/utmp", "/run/utmp"}

# logins are the files that record logins: those of login and sshd, and the
# databases that take their place in newer systems.
logins := (appended | sessions) | {
	"/var/log/lastlog", "/var/log/faillog",
	"/var/lib/lastlog/lastlog2.db", "/var/lib/wtmpdb/wtmp.db",
}

# logs are the directories in which services write their logs.
logs := [
	"/var/log", "/var/adm", "/usr/local/apache2/logs", "/usr/local/nginx/logs", "/usr/local/tomcat/logs", "/opt/tomcat/logs",
	"/usr/local/var/log", "/opt/log", "/opt/logs",
]

# histories are the names of the files in which shells, interpreters and clients
# of databases keep what was typed.
histories := {
	".bash_history", ".zsh_history", ".zhistory", ".sh_history", ".ash_history", ".ksh_history", ".mksh_history", ".history",
	".histfile", "fish_history", ".python_history", ".ipython_history", ".node_repl_history", ".irb_history", ".php_history",
	".mysql_history", ".mariadb_history", ".psql_history", ".rediscli_history", ".sqlite_history", ".dbshell", ".lesshst",
	".viminfo",
}

# is_null holds for a link to the device that keeps nothing.
is_null(c) if {
	c.type == "symlink"
	regex.match(`^(\.\./)*/?dev/null$`, c.link_target)
}

# rotated holds for a log that was moved aside under one of the names that
# logrotate and its like give: with a number or a date, and maybe compressed.
rotated(path) if path in moved_aside

# moved_aside are the paths of which a former version is there.
moved_aside contains original(c.path) if {
	some dir in array.concat(logs, ["/run", "/var/run", "/var/lib/wtmpdb", "/var/lib/lastlog"])
	some c in changes.under(dir)
	c.kind != "deleted"
}

original(path) := found[0][1] if {
	found := regex.find_all_string_submatch_n(
		`^(.+?)[.-](?:[0-9]{1,3}|[0-9]{8,14}|[0-9]{4}-[0-9]{2}-[0-9]{2}[-_T0-9.]*|old|gz)(?:\.(?:gz|bz2|xz|zst|lz4|Z))?$`,
		path, 1,
	)
}
