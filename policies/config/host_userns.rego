# METADATA
# title: Opts out of user namespaces
# description: |
#   The container was started with --userns=host, so root in it is root on the
#   host even where the engine maps users to others.
# related_resources:
#   - ref: https://attack.mitre.org/techniques/T1611/
# schemas:
#   - input: schema.document
# custom:
#   severity: low
#   category: misconfiguration
#   attack: [T1611]
#   cis: ["5.31"]
#   remediation: |
#     Remove --userns=host. Give volumes the owner that the mapping needs
#     instead.
package rummage.config.host_userns

findings contains {
	"message": "the container is in the host's user namespace",
	"location": {"config": "config.namespaces.user"},
	"evidence": {"user": "host"},
} if {
	input.config.namespaces.user == "host"
}
