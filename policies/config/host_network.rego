# METADATA
# title: Shares the host's network
# description: |
#   A container in the host's network namespace reaches everything that
#   listens on the host's loopback, can listen on any port of the host, and is
#   past the firewall rules for containers.
# related_resources:
#   - ref: https://attack.mitre.org/techniques/T1611/
# schemas:
#   - input: schema.document
# custom:
#   severity: medium
#   category: misconfiguration
#   attack: [T1611]
#   cis: ["5.10"]
#   remediation: |
#     Remove --network=host and publish the ports that are needed with -p.
package rummage.config.host_network

findings contains {
	"message": "the container is in the host's network namespace",
	"location": {"config": "config.namespaces.network"},
	"evidence": {"network": "host"},
} if {
	input.config.namespaces.network == "host"
}
