# METADATA
# title: Tries to leave the container
# description: |
#   A command line does what leads out of a container: entering the namespaces
#   of the host's first process, changing root to a mount of the host,
#   mounting the host's disks, or setting a program that the host's kernel
#   calls.
# related_resources:
#   - ref: https://attack.mitre.org/techniques/T1611/
# schemas:
#   - input: schema.document
# custom:
#   severity: critical
#   category: anomaly
#   attack: [T1611]
#   cis: []
#   remediation: |
#     Treat the host as compromised until it is shown not to be. Cut it off
#     the network, and keep the container and the host as evidence.
package rummage.processes.escape

import data.rummage.lib.processes

findings contains {
	"message": sprintf("a command line %s", [what]),
	"location": {"process": p.pid},
	"evidence": {"command": substring(p.command, 0, 500)},
} if {
	some p in processes.acting
	some what, pattern in patterns
	regex.match(pattern, p.command)
}

patterns := {
	"enters the namespaces of process 1": `\bnsenter\s([^|;&]*\s)?(-\w*t\s*|--target[ =])1\b`,
	"changes root to a mount of the host": concat("", [`\bchroot\s+(-\S+\s+)*(/host|/hostfs|/rootfs|/hostroot|/mnt/host`, mounted, `)/?(\s|$|['";&|])`]),
	"makes a user namespace to gain capabilities": `\bunshare\s([^|;&]*\s)?(-\w*[rU]\w*|--map-root-user|--user)\b`,
	"sets a program for the host's kernel to call": `(>|\btee\b[^|;]*)\s*\S*(release_agent|/proc/sys/kernel/(core_pattern|modprobe|hotplug)|/sys/kernel/uevent_helper)`,
	"mounts a disk of the host": `\bmount\s[^|;&]*/dev/(sd[a-z]|vd[a-z]|xvd[a-z]|hd[a-z]|nvme[0-9]|dm-[0-9]|mapper/|mmcblk)`,
	"reads a disk of the host": `\bdebugfs\s[^|;&]*/dev/`,
}

# mounted is where the host's root is mounted, as alternatives of a pattern.
mounted := concat("", [sprintf("|%s", [regex.replace(m.destination, `[^\w/-]`, ".")]) |
	some m in input.config.mounts
	m.type == "bind"
	m.source == "/"
])
