# METADATA
# title: Shares the host's IPC
# description: |
#   A container in the host's IPC namespace can read and write the shared
#   memory and queues of the host's processes.
# related_resources:
#   - ref: https://attack.mitre.org/techniques/T1611/
# schemas:
#   - input: schema.document
# custom:
#   severity: medium
#   category: misconfiguration
#   attack: [T1611]
#   cis: ["5.17"]
#   remediation: |
#     Remove --ipc=host. Containers that must share memory with each other can
#     use --ipc=container:NAME.
package rummage.config.host_ipc

findings contains {
	"message": "the container is in the host's IPC namespace",
	"location": {"config": "config.namespaces.ipc"},
	"evidence": {"ipc": "host"},
} if {
	input.config.namespaces.ipc == "host"
}
