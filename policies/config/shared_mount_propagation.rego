# METADATA
# title: Mounts pass to the host
# description: |
#   A mount of the container is shared with the host: what is mounted below it
#   in the container appears on the host, and the other way round.
# related_resources:
#   - ref: https://attack.mitre.org/techniques/T1611/
# schemas:
#   - input: schema.document
# custom:
#   severity: medium
#   category: misconfiguration
#   attack: [T1611]
#   cis: ["5.20"]
#   remediation: |
#     Remove the propagation option (shared, rshared); use rslave where the
#     host's later mounts must be seen.
package rummage.config.shared_mount_propagation

findings contains {
	"message": sprintf("mounts below %s pass to the host (%s)", [m.destination, m.propagation]),
	"location": {"config": sprintf("config.mounts.%s", [m.destination])},
	"evidence": {"source": m.source, "destination": m.destination, "propagation": m.propagation},
} if {
	some m in input.config.mounts
	m.propagation in {"shared", "rshared"}
}
