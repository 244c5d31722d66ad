# METADATA
# title: File capability added
# description: |
#   A program was given capabilities that whoever executes it has, without being
#   root: to become any user, to read any file, to trace other processes. It
#   does what the set-user-ID bit does, and shows in no listing.
# related_resources:
#   - ref: https://attack.mitre.org/techniques/T1548/
#   - ref: https://man7.org/linux/man-pages/man7/capabilities.7.html
# schemas:
#   - input: schema.document
# custom:
#   severity: medium
#   category: anomaly
#   attack: [T1548]
#   cis: []
#   remediation: |
#     Keep the container as evidence before anything else. List capabilities
#     with getcap. Give them to a program in the image where a service needs
#     them, or start the container with no-new-privileges.
package rummage.files.capability_added

import data.rummage.lib.changes
import data.rummage.lib.origin
import data.rummage.lib.suppress

findings contains {
	"message": sprintf("%s has %s", [c.path, concat(", ", c.capabilities)]),
	"severity": severity(c),
	"location": {"path": c.path},
	"evidence": {"capabilities": c.capabilities, "sha256": object.get(c, "sha256", "")},
} if {
	some c in changes.executable
	count(c.capabilities) > 0
	not suppress.packaged(c)
}

# A program of the image may have had them before: changing its mode or time
# keeps them, and changing its content or owner takes them away.
severity(c) := "low" if {
	changes.same_content(c)
	is_usual(c.capabilities)
}

else := origin.grade(c, "medium")

# is_usual holds for what images give their services, so that they can listen on
# a low port, ping, or lock memory without root.
is_usual(capabilities) if every name in capabilities {
	name in {"CAP_NET_BIND_SERVICE", "CAP_NET_RAW", "CAP_IPC_LOCK", "CAP_SYS_NICE"}
}
