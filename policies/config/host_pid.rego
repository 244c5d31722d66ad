# METADATA
# title: Shares the host's processes
# description: |
#   A container in the host's PID namespace sees every process of the host,
#   with its command line and environment, and can signal or trace those of
#   its own user.
# related_resources:
#   - ref: https://attack.mitre.org/techniques/T1611/
# schemas:
#   - input: schema.document
# custom:
#   severity: medium
#   category: misconfiguration
#   attack: [T1611]
#   cis: ["5.16"]
#   remediation: |
#     Remove --pid=host (pid: host in a compose file). A monitoring agent that
#     needs it should be excepted by name.
package rummage.config.host_pid

findings contains {
	"message": "the container is in the host's PID namespace",
	"location": {"config": "config.namespaces.pid"},
	"evidence": {"pid": "host"},
} if {
	input.config.namespaces.pid == "host"
}
