# METADATA
# description: |
#   What rules about the log share. Whoever can reach a service can have it
#   write a line, so that a line alone is at most medium; it is one step more
#   where the files or the processes say that somebody was there.
# schemas:
#   - input: schema.document
package rummage.lib.logs

import data.rummage.lib.changes
import data.rummage.lib.matches
import data.rummage.lib.processes
import data.rummage.lib.sockets
import data.rummage.lib.suppress
import data.rummage.lib.times

# tagged are the lines that rules with a tag found, by tag and rule.
tagged[tag][m.rule] contains m if {
	some m in input.logs.matches
	some tag in m.tags
}

# lines are all that rules with a tag found.
lines(tag) := {m | some m in tagged[tag][_]}

# number is how many lines there are of the rules that found these. One line can
# be of two rules: the number is that of the rule with the most.
number(found) := max({0} | {m.count | some m in found})

# told is that number in words.
told(found) := "1 line" if number(found) == 1

else := sprintf("%d lines", [number(found)])

# first is the number of the first line.
first(found) := min({m.line | some m in found})

# shown are the first of them, as evidence.
shown(found) := [substring(key[1], 0, 300) | some key in array.slice(sort({[m.line, m.text] | some m in found}), 0, 5)]

# raised is a severity, one step up where another area agrees.
raised(severity) := {"low": "medium", "medium": "high"}[severity] if corroborated

else := severity

# corroborated holds when there is more than lines: a process runs what is not
# the image's, or a changed file has content that a rule knows.
corroborated if {
	some p in input.processes
	p.exe_state in {"added", "deleted", "memfd"}
	p.pid in processes.drifted
}

corroborated if {
	some m in input.matches
	matches.severity(m) in {"medium", "high"}
	c := changes.at(m.path)
	c.kind != "deleted"
	changes.content_changed(c)
	not suppress.packaged(c)
}

# start_window is how long a container's start takes, in nanoseconds. It is more
# than that of files: services say much before they are ready.
start_window := 60000000000

# in_service holds for a line that was written when the container had started.
# Of one from before its last start it is not known.
in_service(m) if {
	started := times.nanoseconds(input.config.started)
	times.nanoseconds(m.time) - started > start_window
}

# is_access holds for a line of an access log, with what a client asked for.
is_access(text) if regex.match(`\bHTTP/[0-9.]{1,3}\\?"|"(GET|POST|HEAD|PUT|OPTIONS|DELETE|PATCH|CONNECT) [^"]*"`, text)

# is_public holds for an address of the internet. A name is none.
is_public(address) if {
	regex.match(`^[0-9]{1,3}(\.[0-9]{1,3}){3}$`, address)
	not sockets.is_private({"remote": address})
}

is_public(address) if {
	regex.match(`^[0-9a-fA-F:]*:[0-9a-fA-F:.]+$`, address)
	not sockets.is_private({"remote": sprintf("%s:0", [lower(address)])})
}
