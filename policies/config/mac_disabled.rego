# METADATA
# title: Mandatory access control off
# description: |
#   AppArmor or SELinux was turned off for the container, though the engine
#   has it. It is what stops a process that got around namespaces and
#   capabilities.
# related_resources:
#   - ref: https://docs.docker.com/engine/security/apparmor/
# schemas:
#   - input: schema.document
# custom:
#   severity: medium
#   category: misconfiguration
#   attack: [T1611]
#   cis: ["5.2", "5.3"]
#   remediation: |
#     Remove --security-opt apparmor=unconfined or label=disable, or load a
#     profile of its own for the program.
package rummage.config.mac_disabled

import data.rummage.lib.config

findings contains {
	"message": sprintf("%s is turned off for the container", [system]),
	"location": {"config": sprintf("config.security.%s", [lower(system)])},
	"evidence": {"options": input.config.security.options},
} if {
	config.confined
	some system in turned_off
	available(system)
}

turned_off contains "AppArmor" if input.config.security.apparmor == "unconfined"

turned_off contains "SELinux" if "disable" in input.config.security.selinux

# Without word from the engine the option itself is taken at its word.
available(_) if not input.engine.security_options

available(system) if {
	some option in input.engine.security_options
	startswith(option, concat("", ["name=", lower(system)]))
}
