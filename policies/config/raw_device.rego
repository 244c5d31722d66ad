# METADATA
# title: Raw disk or memory of the host
# description: |
#   A disk, the memory or the ports of the host are given to the container as
#   a device. Whoever is root in it reads and writes the host's file systems
#   or kernel past all permissions.
# related_resources:
#   - ref: https://attack.mitre.org/techniques/T1611/
# schemas:
#   - input: schema.document
# custom:
#   severity: high
#   category: misconfiguration
#   attack: [T1611, T1006]
#   cis: ["5.18"]
#   remediation: |
#     Remove the --device. Mount the file system on the host and give the
#     container a directory of it.
package rummage.config.raw_device

import data.rummage.lib.config

findings contains {
	"message": sprintf("the host's device %s is in the container as %s", [d.host, d.container]),
	"location": {"config": sprintf("config.devices.%s", [d.container])},
	"evidence": {"host": d.host, "container": d.container, "permissions": d.permissions},
} if {
	config.confined
	some d in input.config.devices
	regex.match(`^/dev/(sd[a-z]|hd[a-z]|vd[a-z]|xvd[a-z]|nvme[0-9]|mmcblk|dm-|md[0-9]|mapper/|disk/|loop[0-9]|mem$|kmem$|port$|$)`, d.host)
}
