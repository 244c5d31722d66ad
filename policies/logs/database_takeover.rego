# METADATA
# title: Database taken over
# description: |
#   The log of a database has what makes it write files, load code, run programs
#   or follow a master that was not in its settings. That is how a database that
#   the internet can reach becomes a host of somebody else.
# related_resources:
#   - ref: https://attack.mitre.org/techniques/T1190/
#   - ref: https://attack.mitre.org/techniques/T1505/001/
# schemas:
#   - input: schema.document
# custom:
#   severity: medium
#   category: anomaly
#   attack: [T1190]
#   cis: []
#   remediation: |
#     See who sent the command, and from where. Look at the files that the
#     database could write, at what it has started, and at its data. Keep it off
#     the internet, with a password.
package rummage.logs.database_takeover

import data.rummage.lib.logs

found contains m if {
	some m in logs.lines("database")
	not is_managed(m.text)
	not is_end(m.text)
}

# is_managed holds for a master that a sentinel chose.
is_managed(text) if regex.match(`\bname=sentinel-[0-9a-f]+-cmd\b`, text)

# is_end holds for a command to follow nobody, which takes no port.
is_end(text) if regex.match(`(?i)\b(slaveof|replicaof)"?[ ,]+"?no"?[ ,]+"?one\b`, text)

# is_ordinary holds for what those who care for a database do themselves: follow
# a master in a private network, and write copies by a program that packs.
is_ordinary(text) if {
	master := regex.find_all_string_submatch_n(`\b(?:REPLICAOF|SLAVE ?OF) \[?([\w.:-]{3,255}?)\]?:[0-9]{1,5} enabled`, text, 1)[0][1]
	not logs.is_public(master)
}

is_ordinary(text) if regex.match(`(?i)\bprogram\s*'\s*(?:gzip|pigz|zstd|bzip2|xz|lz4|zcat|gunzip|split)\b[^;|&$\x60]*'`, text)

# A server of another's data that asks for it by HTTP is scanned for.
is_ordinary(text) if contains(text, "Possible SECURITY ATTACK detected.")

# The client shows what the command was, and an access log what was tried.
is_ordinary(text) if logs.is_access(text)

default severity := "low"

severity := "medium" if {
	some m in found
	not is_ordinary(m.text)
}

findings contains {
	"message": sprintf("the log has %s with commands that take a database over", [logs.told(found)]),
	"severity": logs.raised(severity),
	"location": {"log": logs.first(found)},
	"evidence": {"lines": logs.shown(found)},
} if {
	count(found) > 0
}
