# METADATA
# title: Container dies again and again
# description: |
#   The engine has started the container anew many times, and it does not stay
#   up. Mostly that is a fault of its settings. It is more where it ends by a
#   fault of memory, as programs do that somebody sends what they can't bear.
# related_resources:
#   - ref: https://attack.mitre.org/techniques/T1499/
# schemas:
#   - input: schema.document
# custom:
#   severity: low
#   category: anomaly
#   attack: [T1499]
#   cis: []
#   remediation: |
#     Read the end of the log, and the exit status. Look at what was sent before
#     it died.
package rummage.logs.crash_loop

import data.rummage.lib.logs
import data.rummage.lib.times

restarts := input.config.restart.count

# A service whose database is late is started again once or twice.
looping if {
	input.config.state.status == "restarting"
	restarts >= 3
}

# Between two deaths it runs for a moment.
looping if {
	input.config.state.status == "running"
	restarts >= 5
	uptime < 300000000000
}

# The engine gave it up.
looping if {
	input.config.state.status in {"exited", "dead"}
	restarts >= 3
	input.config.state.exit_code != 0
	input.config.restart.policy == "on-failure"
	restarts >= object.get(input, ["config", "restart", "max_retries"], 0)
}

# However long it has been up: that is often.
looping if restarts >= 100

uptime := times.nanoseconds(input.collected_at) - times.nanoseconds(input.config.started)

# faults are the statuses of programs that ended by a signal for a fault.
faults := {132, 133, 134, 135, 136, 139}

default severity := "low"

severity := "medium" if {
	input.config.state.status in {"restarting", "exited", "dead"}
	input.config.state.exit_code in faults
}

findings contains {
	"message": sprintf("the container was started anew %d times", [restarts]),
	"severity": logs.raised(severity),
	"location": {"config": "config.restart.count"},
	"evidence": {
		"count": restarts, "state": input.config.state.status,
		"exit_code": object.get(input, ["config", "state", "exit_code"], 0), "oom_killed": object.get(input, ["config", "state", "oom_killed"], false),
	},
} if {
	looping
}
