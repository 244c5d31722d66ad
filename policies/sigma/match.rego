# METADATA
# title: Process or file matched by a Sigma rule
# description: |
#   A Sigma rule of the user's own matched a process that runs or a file that
#   was added or changed. Its level is the rule's. Sigma rules are written for
#   events as they happen: here a process stands for its start, and a file for
#   what wrote it. The finding does not count for the verdict, nor for
#   --fail-on unless that is asked for.
# related_resources:
#   - ref: https://sigmahq.io/
# schemas:
#   - input: schema.document
# custom:
#   severity: medium
#   category: anomaly
#   attack: []
#   cis: []
#   remediation: |
#     Read the description of the Sigma rule and the known false positives in
#     its file. Look at the process or the file itself.
package rummage.sigma.match

findings contains {
	"message": message(m),
	"severity": severity(m),
	"location": location(m),
	"evidence": {
		"rule": m.rule, "id": object.get(m, "id", ""), "level": object.get(m, "level", ""), "tags": m.tags,
		"description": object.get(m, "description", ""), "attack": attack(m),
	},
} if {
	some m in input.sigma
}

message(m) := sprintf("%s matches %s", [m.path, m.rule]) if m.path

message(m) := sprintf("%s matches %s", [command(m.process), m.rule]) if m.process

command(pid) := command if {
	some p in input.processes
	p.pid == pid
	command := p.command
}

else := "a process"

location(m) := {"path": m.path} if m.path

location(m) := {"process": m.process} if m.process

severity(m) := levels[m.level] if levels[m.level]

else := "medium"

levels := {"critical": "critical", "high": "high", "medium": "medium", "low": "low", "informational": "info"}

# attack is the ATT&CK techniques among the tags.
attack(m) := [upper(trim_prefix(tag, "attack.")) | some tag in m.tags; regex.match(`^attack\.t[0-9]{4}`, tag)]
