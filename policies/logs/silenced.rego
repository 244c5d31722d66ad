# METADATA
# title: Service fell silent
# description: |
#   A service that wrote regularly has written nothing for a long while, though
#   it runs. Somebody may have led its output elsewhere, or the service may just
#   have nothing to do.
# related_resources:
#   - ref: https://attack.mitre.org/techniques/T1562/
# schemas:
#   - input: schema.document
# custom:
#   severity: low
#   category: anomaly
#   attack: [T1562]
#   cis: []
#   remediation: |
#     See where the output of the process goes (/proc/PID/fd/1 and 2), and
#     whether the service still works.
package rummage.logs.silenced

import data.rummage.lib.logs
import data.rummage.lib.times

# Regular is what wrote a hundred lines over a day; a long while is a day, and a
# hundred times as long as it was between two lines.
least_lines := 100

last := times.nanoseconds(input.logs.last)

span := last - times.nanoseconds(input.logs.first)

gap := span / input.logs.lines

silence := times.nanoseconds(input.collected_at) - last

silent if {
	input.config.state.status == "running"
	input.logs.lines >= least_lines
	span >= times.day
	silence >= times.day
	silence >= gap * 100

	# It wrote in this run: it is not that it was started again and has not
	# come to it.
	times.nanoseconds(input.config.started) < last
	not unread
}

# unread holds when the log was not read to its end.
unread if {
	some c in input.coverage
	c.collector == "logs"
	c.status in {"failed", "skipped"}
}

unread if {
	some c in input.coverage
	c.collector == "logs"
	object.get(c, "cause", "") == "failure"
}

minute := 60000000000

findings contains {
	"message": sprintf("nothing was written for %d hours, before that a line each %d seconds", [round(silence / (60 * minute)), round(gap / 1000000000)]),
	"severity": logs.raised("low"),
	"location": {"config": "logs.last"},
	"evidence": {"last": input.logs.last, "lines": input.logs.lines, "first": input.logs.first},
} if {
	silent
}
