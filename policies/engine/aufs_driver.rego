# METADATA
# title: Storage driver aufs
# description: |
#   The engine keeps its layers with aufs, which was never part of the Linux
#   kernel and has been removed from the engine. Its holes are fixed by
#   nobody.
# related_resources:
#   - ref: https://docs.docker.com/engine/storage/drivers/select-storage-driver/
# schemas:
#   - input: schema.document
# custom:
#   severity: low
#   category: misconfiguration
#   attack: []
#   cis: ["2.6"]
#   remediation: |
#     Move to overlay2: save the images and volumes, change storage-driver,
#     and load them again.
package rummage.engine.aufs_driver

import data.rummage.lib.engine

findings contains {
	"message": "layers are kept with aufs",
	"location": {"config": "engine.storage_driver"},
	"evidence": {"storage_driver": input.engine.storage_driver},
} if {
	engine.docker
	input.engine.storage_driver == "aufs"
}
