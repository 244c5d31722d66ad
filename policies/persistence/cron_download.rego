# METADATA
# title: Scheduled job downloads or decodes
# description: |
#   A job that was added to cron or at fetches something from the network,
#   decodes it, or runs a program from a directory for temporary files. That
#   is how miners and back doors come back after they were removed.
# related_resources:
#   - ref: https://attack.mitre.org/techniques/T1053/003/
# schemas:
#   - input: schema.document
# custom:
#   severity: critical
#   category: anomaly
#   attack: [T1053.003, T1105]
#   cis: []
#   remediation: |
#     Keep the container as evidence before anything else. Do not run the
#     job's command. Block the address it names, and look for other containers
#     with the same job.
package rummage.persistence.cron_download

import data.rummage.lib.commands
import data.rummage.lib.cron

findings contains {
	"message": sprintf("a job in %s %s", [c.path, concat(" and ", reasons)]),
	"location": {"path": c.path},
	"evidence": {"lines": [substring(line, 0, 300) | some i, line in lines; i < 5]},
} if {
	some c in cron.changed
	lines := [line | some line in cron.lines(object.get(c, "text", "")); count(does(line)) > 0]
	reasons := sort({reason | some line in lines; some reason in does(line)})
	count(reasons) > 0
}

# does says what is wrong with a line.
does(line) := {reason |
	some reason, holds in {
		"downloads something": is_download(line),
		"executes what it decodes": is_decoding(line),
		"runs a program from a temporary or hidden place": is_odd_place(line),
	}
	holds
}

default is_download(_) := false

is_download(line) if commands.downloads(line)

is_download(line) if commands.downloads_and_runs(line)

default is_decoding(_) := false

is_decoding(line) if commands.decodes_and_runs(line)

default is_odd_place(_) := false

is_odd_place(line) if regex.match(`^(@\w+|(\S+\s+){5})(\S+\s+)?(["'(]|\S*sh\s+(-c\s+)?)*(/tmp|/var/tmp|/dev/shm|(/[^/\s.][^/\s]*)*/\.[^/\s.])`, line)
