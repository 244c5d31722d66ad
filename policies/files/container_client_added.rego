# METADATA
# title: Client of a container engine added
# description: |
#   A program that commands container engines or a cluster was added: docker,
#   kubectl, crictl and the like. With a socket of the engine or a token in
#   reach, whoever has it starts containers, and leads out of this one.
# related_resources:
#   - ref: https://attack.mitre.org/techniques/T1059/013/
#   - ref: https://attack.mitre.org/techniques/T1610/
# schemas:
#   - input: schema.document
# custom:
#   severity: medium
#   category: anomaly
#   attack: [T1059.013, T1610]
#   cis: []
#   remediation: |
#     Keep the container as evidence before anything else. See whether a socket
#     of an engine is mounted, or a service account's token, and what was done
#     with it: the engine's events, and the audit log of the cluster.
package rummage.files.container_client_added

import data.rummage.lib.allow
import data.rummage.lib.changes
import data.rummage.lib.names
import data.rummage.lib.origin

clients := {"docker", "kubectl", "crictl", "nerdctl", "ctr", "podman", "oc", "k3s", "k0s", "runc", "crun", "kubelet", "docker-compose"}

findings contains {
	"message": sprintf("%s was added, in no package", [c.path]),
	"severity": origin.grade(c, "medium"),
	"location": {"path": c.path},
	"evidence": {"sha256": object.get(c, "sha256", ""), "size": c.size, "mounted": sockets},
} if {
	some c in names.programs(clients)
	changes.is_elf(c)
	not origin.recorded(c)
	not allow.program(c.path)
	sockets := {m.destination | some m in input.config.mounts; regex.match(`\.sock$`, m.destination)}
}

# A script by which a client is started under its own name.
findings contains {
	"message": sprintf("%s was added, in no package", [c.path]),
	"severity": "low",
	"location": {"path": c.path},
	"evidence": {"interpreter": c.interpreter},
} if {
	some c in names.programs(clients)
	not changes.is_elf(c)
	c.interpreter
	regex.match(`/s?bin/[^/]+$`, c.path)
	not origin.recorded(c)
	not allow.program(c.path)
}
