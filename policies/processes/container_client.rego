# METADATA
# title: Client of a container engine
# description: |
#   A process talks to a container engine or an orchestrator: docker, kubectl
#   and the like, or a client of HTTP that is given the engine's socket. With
#   the rights to that, a container starts others, up to one that has the host.
# related_resources:
#   - ref: https://attack.mitre.org/techniques/T1613/
# schemas:
#   - input: schema.document
# custom:
#   severity: medium
#   category: anomaly
#   attack: [T1613, T1610]
#   cis: []
#   remediation: |
#     Look at what the client was told to do, and in the engine's log for
#     containers that it started. Take the socket and the tokens away from the
#     container where it does not need them.
package rummage.processes.container_client

import data.rummage.lib.allow
import data.rummage.lib.commands
import data.rummage.lib.lineage
import data.rummage.lib.processes
import data.rummage.lib.tools

clients[[tool.name, severity(tool)]] contains p.pid if {
	some p in input.processes
	some tool in tools.uses(p, names)
	not lineage.is_health_check(p)
}

# What everybody has is enough to talk to a socket.
clients[["a client of the engine's socket", "medium"]] contains p.pid if {
	some p in processes.acting
	regex.match(socket, commands.plain(p.command))
	not allow.process(p)
	not lineage.is_health_check(p)
}

socket := concat("", [
	`(?:--unix-socket[\s=]+|\bUNIX(?:-CONNECT|-CLIENT)?:|\b(?:nc|ncat|netcat)\s(?:[^|;&]*\s)?-\w*U\s+|(?i:http\+unix|unix)://|AF_UNIX[^\n]*["'])`,
	`\S*(?:docker|containerd|crio|podman|dockershim|buildkitd)(?:\.sock|%2Esock)\b`,
])

severity(tool) := "low" if tool.baked

else := "medium"

names := {
	"buildctl", "crictl", "ctr", "deepce", "docker", "docker-compose", "etcdctl", "helm", "k9s", "kubectl", "kubeletctl", "nerdctl", "oc", "peirates",
	"podman", "podman-remote",
}

findings contains {
	"message": sprintf("%s runs", [key[0]]),
	"severity": key[1],
	"location": {"process": min(pids)},
	"evidence": {
		"client": key[0], "pids": pids,
		"commands": lineage.commands(pids),
	},
} if {
	some key, pids in clients
}
