# METADATA
# title: Daemon that the image does not start
# description: |
#   A login service, a scheduler of jobs or a second first process runs in the
#   container, and was started long after it, by nothing that keeps services
#   running. Intruders start these to come back.
# related_resources:
#   - ref: https://attack.mitre.org/techniques/T1133/
# schemas:
#   - input: schema.document
# custom:
#   severity: medium
#   category: anomaly
#   attack: [T1133, T1053.003]
#   cis: []
#   remediation: |
#     Find out who started it. Look at the keys, accounts and jobs that it
#     uses. Start what the container needs from its entrypoint.
package rummage.processes.unexpected_sshd

import data.rummage.lib.allow
import data.rummage.lib.lineage
import data.rummage.lib.services
import data.rummage.lib.times

started[name] contains p.pid if {
	some p in input.processes
	name := services.acts_as(p)
	pattern := roles[role(name)]
	not p.init
	is_late(p)
	not regex.match(pattern, command)
	not is_kept(p)
	not allow.process(p)
}

role(name) := found[0] if found := [role | some role, names in programs; name in names]

programs := {
	"init": {"init", "systemd", "s6-svscan", "runsvdir", "runit", "runit-init", "openrc-init", "upstart", "dinit", "supervisord", "monit"},
	"login": {"sshd", "dropbear", "tinysshd", "telnetd", "in.telnetd", "utelnetd", "vncserver", "Xvnc", "xrdp"},
	"scheduler": {"cron", "crond", "anacron", "atd", "fcron", "dcron"},
}

# roles are how the container's command shows that it starts such a one.
roles := {
	"init": `(?:^|[\s/;&|"'])(?:init|systemd|s6-\w+|runsvdir|runit|openrc|upstart|dinit|my_init|supervisord?|monit)\b`,
	"login": `(?:^|[\s/;&|"'])(?:sshd?|dropbear|tinysshd|telnetd|vnc\w*|xrdp)\b`,
	"scheduler": `(?:^|[\s/;&|"'])(?:crond?|anacron|atd|fcron|dcron)\b`,
}

# command is what the container, or its image, starts.
command := concat(" ", [part |
	some words in [
		object.get(input, ["config", "entrypoint"], []), object.get(input, ["config", "cmd"], []),
		object.get(input, ["image", "config", "entrypoint"], []), object.get(input, ["image", "config", "cmd"], []),
	]
	some part in words
])

# is_late holds for a process that no entrypoint at work can have started.
is_late(p) if {
	times.nanoseconds(p.started) - times.nanoseconds(input.config.started) > 120000000000
}

is_late(p) if lineage.in_session(p)

# is_kept holds below what keeps services running, and below the daemon itself:
# sessions and jobs are its own.
is_kept(p) if {
	some a in lineage.ancestors(p)
	regex.match(`^(?:supervisord|s6-[\w-]+|runsv|runsvdir|systemd|init|monit|circusd|dinit|openrc\S*)$`, services.acts_as(a))
}

is_kept(p) if {
	some a in lineage.ancestors(p)
	regex.match(`\b(?:supervisord|my_init|circusd|honcho|pid1)\b`, a.command)
}

is_kept(p) if {
	name := services.acts_as(p)
	some a in lineage.ancestors(p)
	services.acts_as(a) == name
}

findings contains {
	"message": sprintf("%s runs, and the image does not start it", [name]),
	"location": {"process": min(pids)},
	"evidence": {"program": name, "pids": pids},
} if {
	some name, pids in started
}
