# METADATA
# title: Output of a command
# description: |
#   The log of a service has what commands print with which somebody finds out
#   where they are: id, uname, and the files of accounts. Entrypoints print some
#   of that when they start; later it is the answer to somebody.
# related_resources:
#   - ref: https://attack.mitre.org/techniques/T1190/
#   - ref: https://attack.mitre.org/techniques/T1082/
# schemas:
#   - input: schema.document
# custom:
#   severity: medium
#   category: anomaly
#   attack: [T1190, T1033, T1082]
#   cis: []
#   remediation: |
#     Look at the requests before the line, and find what of the service runs
#     commands or reads files that clients name.
package rummage.logs.command_output

import data.rummage.lib.logs

found := logs.lines("command_output")

# told are the lines that no entrypoint writes: accounts, and what came later.
told contains m if {
	some m in found
	"accounts" in m.tags
	not logs.is_access(m.text)
}

# The users of web servers start no shell of their own.
told contains m if {
	some m in found
	regex.match(`\buid=[0-9]+\((www-data|apache|nginx|httpd|http|tomcat|nobody|www)\)`, m.text)
	not logs.is_access(m.text)
}

told contains m if {
	some m in found
	logs.in_service(m)
	not logs.is_access(m.text)
}

default severity := "low"

severity := "medium" if count(told) > 0

findings contains {
	"message": sprintf("the log has %s that commands print which look around", [logs.told(found)]),
	"severity": logs.raised(severity),
	"location": {"log": logs.first(found)},
	"evidence": {"rules": {m.rule | some m in found}, "lines": logs.shown(found), "told": logs.shown(told)},
} if {
	count(found) > 0
}
