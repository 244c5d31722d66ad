# METADATA
# title: Data root on the system's file system
# description: |
#   Images, containers, volumes and logs share a file system with the host's
#   system. A container that writes without end fills it, and then the host
#   stops, and logs nothing any more.
# related_resources:
#   - ref: https://docs.docker.com/engine/daemon/#daemon-data-directory
# schemas:
#   - input: schema.document
# custom:
#   severity: info
#   category: misconfiguration
#   attack: [T1499]
#   cis: ["1.1.1"]
#   remediation: |
#     Give the data root a file system of its own.
package rummage.engine.data_root_shared

import data.rummage.lib.engine

findings contains {
	"message": sprintf("%s is on the file system of %s", [input.engine.data_root, input.engine.data_root_mount]),
	"location": {"path": input.engine.data_root},
	"evidence": {"data_root": input.engine.data_root, "mount": input.engine.data_root_mount},
} if {
	engine.docker
	input.engine.data_root_mount in {"/", "/usr", "/var", "/var/lib"}
}
