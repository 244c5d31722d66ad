# METADATA
# title: Shares the host's name
# description: |
#   A container in the host's UTS namespace sees the host's name, and with
#   CAP_SYS_ADMIN can change it, which confuses logs and clusters.
# related_resources:
#   - ref: https://docs.docker.com/reference/cli/docker/container/run/#uts
# schemas:
#   - input: schema.document
# custom:
#   severity: low
#   category: misconfiguration
#   attack: []
#   cis: ["5.21"]
#   remediation: |
#     Remove --uts=host and set a name with --hostname.
package rummage.config.host_uts

findings contains {
	"message": "the container is in the host's UTS namespace",
	"location": {"config": "config.namespaces.uts"},
	"evidence": {"uts": "host"},
} if {
	input.config.namespaces.uts == "host"
}
