# METADATA
# title: No capability dropped
# description: |
#   The container keeps all the capabilities that the engine grants by
#   default, some of which few programs need: NET_RAW, MKNOD, AUDIT_WRITE,
#   SETFCAP.
# related_resources:
#   - ref: https://docs.docker.com/engine/security/#linux-kernel-capabilities
# schemas:
#   - input: schema.document
# custom:
#   severity: info
#   category: misconfiguration
#   attack: []
#   cis: ["5.4"]
#   remediation: |
#     Start with --cap-drop ALL and add what the program turns out to need.
package rummage.config.no_capabilities_dropped

import data.rummage.lib.config

findings contains {
	"message": "the container keeps all default capabilities",
	"location": {"config": "config.cap_drop"},
	"evidence": {"cap_drop": []},
} if {
	config.confined
	input.config.cap_drop == []
}
