# METADATA
# title: Every device of a kind allowed
# description: |
#   A device rule allows the container all devices, or all disks. Root in it
#   can make the node of any of them with mknod and read the host's file
#   systems.
# related_resources:
#   - ref: https://attack.mitre.org/techniques/T1611/
# schemas:
#   - input: schema.document
# custom:
#   severity: high
#   category: misconfiguration
#   attack: [T1611]
#   cis: ["5.18"]
#   remediation: |
#     Name the single device in --device-cgroup-rule, or use --device.
package rummage.config.device_wildcard

import data.rummage.lib.config

findings contains {
	"message": sprintf("the device rule %q allows more than single devices", [r]),
	"location": {"config": sprintf("config.device_cgroup_rules.%d", [i])},
	"evidence": {"rule": r},
} if {
	config.confined
	some i, r in input.config.device_cgroup_rules
	is_wide(r)
}

is_wide(r) if regex.match(`^\s*(a(\s|$)|[bc]\s+\*)`, r)

# Every partition of every disk of one driver.
is_wide(r) if regex.match(`^\s*b\s+[0-9]+:\*`, r)
