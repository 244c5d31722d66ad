# METADATA
# title: Asks for the cloud's metadata
# description: |
#   A command line has the address at which a cloud tells a machine about
#   itself, and hands out its credentials. A service asks by its library;
#   a command that does is looking around.
# related_resources:
#   - ref: https://attack.mitre.org/techniques/T1552/005/
# schemas:
#   - input: schema.document
# custom:
#   severity: medium
#   category: anomaly
#   attack: [T1552.005]
#   cis: []
#   remediation: |
#     Look in the cloud's log for what was done with the machine's credentials
#     since, and replace them. Require session tokens (IMDSv2) with a hop limit
#     of one, so that containers do not reach the address.
package rummage.processes.metadata_access

import data.rummage.lib.commands
import data.rummage.lib.lineage
import data.rummage.lib.processes

asking[[substring(p.command, 0, 500), severity(p)]] contains p.pid if {
	some p in processes.acting
	regex.match(addresses, mentioned(p.command))
	not lineage.is_health_check(p)
}

# The addresses of the large clouds, by name, number and in other notations of
# the same number.
addresses := concat("|", [
	`(?i)\b169\.254\.169\.254(?:[^0-9.]|\.?$)`, `\b169\.254\.170\.2(?:[^0-9.]|$)`, `\b100\.100\.100\.200(?:[^0-9.]|$)`, `\b192\.0\.0\.192(?:[^0-9.]|$)`,
	`\[?fd00:ec2::254\]?`, `\[?(?:::ffff:)?a9fe:a9fe\]?`, `\b0xa9fea9fe\b`, `\b2852039166\b`, `\b0?251\.0?376\.0?251\.0?376\b`, `\b0xa9\.0xfe\.0xa9\.0xfe\b`,
	`\bmetadata\.google\.internal\b`, `\bmetadata\.azure\.(?:com|internal)\b`, `\bmetadata\.tencentyun\.com\b`, `\binstance-data\.ec2\.internal\b`,
])

# mentioned is a command line without the addresses that are to be left alone:
# exceptions of proxies, and rules that keep containers away.
mentioned(command) := regex.replace(
	regex.replace(commands.plain(command), `(?i)non?[_-]?proxy(?:hosts)?["']?[=\s:]\S*`, ""),
	`\b(?:ip6?tables\S*|nft|ip\s+(?:-\S+\s+)*(?:route|rule|addr))\s[^;&|\n]*`, "",
)

# A container that is made to ask where it runs tells nothing new.
severity(p) := "low" if {
	lineage.is_own_command(p)
	not regex.match(`(?i)security-credentials|/token\b|/identity|credentials`, p.command)
}

else := "medium"

findings contains {
	"message": "a command line has the address of a cloud's metadata",
	"severity": key[1],
	"location": {"process": min(pids)},
	"evidence": {"command": key[0], "pids": pids},
} if {
	some key, pids in asking
}
