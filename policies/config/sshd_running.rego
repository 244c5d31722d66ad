# METADATA
# title: SSH server in the container
# description: |
#   An SSH server runs in the container. It has accounts, keys and updates of
#   its own that nobody looks after, and docker exec does the same without it.
# related_resources:
#   - ref: https://attack.mitre.org/techniques/T1021/004/
# schemas:
#   - input: schema.document
# custom:
#   severity: low
#   category: misconfiguration
#   attack: [T1021.004]
#   cis: ["5.7"]
#   remediation: |
#     Use docker exec, or SSH to the host, and remove the server from the
#     image. Except containers whose work it is, such as those that serve git
#     or sftp.
package rummage.config.sshd_running

import data.rummage.lib.allow

findings contains {
	"message": sprintf("an SSH server runs: %s", [servers[lowest].name]),
	"location": {"process": lowest},
	"evidence": {"processes": object.keys(servers), "command": servers[lowest].command},
} if {
	lowest := min(object.keys(servers))
}

# servers are by their number, so that the first of them stands for all.
servers[p.pid] := p if {
	some p in input.processes
	p.name in {"sshd", "dropbear", "sshd-session", "sshd-auth"}
	not allow.process(p)
}
