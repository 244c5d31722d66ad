# METADATA
# title: Capability that opens the host
# description: |
#   The container was given a capability with which root in it can leave it:
#   load kernel modules, trace or mount, read any file or memory.
# related_resources:
#   - ref: https://attack.mitre.org/techniques/T1611/
# schemas:
#   - input: schema.document
# custom:
#   severity: high
#   category: misconfiguration
#   attack: [T1611]
#   cis: ["5.4"]
#   remediation: |
#     Remove the capability from --cap-add (cap_add in a compose file). Most
#     programs that ask for SYS_ADMIN need something narrower.
package rummage.config.dangerous_capability

import data.rummage.lib.config

dangerous := {
	"ALL", "SYS_ADMIN", "SYS_MODULE", "SYS_PTRACE", "SYS_RAWIO", "DAC_READ_SEARCH",
	"BPF", "PERFMON", "SYS_BOOT", "SYSLOG", "MAC_ADMIN",
}

findings contains {
	"message": sprintf("the container has the capability %s", [name]),
	"location": {"config": sprintf("config.cap_add.%s", [name])},
	"evidence": {"cap_add": config.added},
} if {
	config.confined
	some name in (dangerous & config.added)
}
