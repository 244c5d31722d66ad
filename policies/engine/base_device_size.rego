# METADATA
# title: Base device size changed
# description: |
#   The storage driver devicemapper gives each container more space than it
#   does by default. The driver has been removed from the engine.
# related_resources:
#   - ref: https://docs.docker.com/engine/deprecated/
# schemas:
#   - input: schema.document
# custom:
#   severity: info
#   category: misconfiguration
#   attack: []
#   cis: ["2.11"]
#   remediation: |
#     Move to overlay2, or remove dm.basesize from storage-opts.
package rummage.engine.base_device_size

import data.rummage.lib.engine

findings contains {
	"message": sprintf("containers get a base device of another size than the default (%s)", [size]),
	"location": {"config": "engine.storage_driver"},
	"evidence": {"storage_driver": input.engine.storage_driver, "size": size},
} if {
	engine.docker
	input.engine.storage_driver == "devicemapper"
	some size in sizes
}

sizes contains trim_prefix(option, "dm.basesize=") if {
	some option in engine.settings.storage_options
	startswith(option, "dm.basesize=")
}

# Ten gigabytes of 1024 to the power of three.
sizes contains detail.value if {
	not engine.settings
	some detail in input.engine.storage_status
	detail.name == "Base Device Size"
	not detail.value in {"10.74GB", "10.74 GB"}
}
