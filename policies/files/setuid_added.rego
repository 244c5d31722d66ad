# METADATA
# title: Set-user-ID program added
# description: |
#   A file with the set-user-ID or set-group-ID bit was added, or a file was
#   given the bit. Whoever executes it gets the rights of its owner; a copy of
#   a shell with that bit is a common way to stay root.
# related_resources:
#   - ref: https://attack.mitre.org/techniques/T1548/001/
# schemas:
#   - input: schema.document
# custom:
#   severity: high
#   category: anomaly
#   attack: [T1548.001]
#   cis: []
#   remediation: |
#     Keep the container as evidence before anything else. Remove the bit in
#     the image if it came from there. Start containers with --security-opt
#     no-new-privileges, which makes the bit useless.
package rummage.files.setuid_added

import data.rummage.lib.changes
import data.rummage.lib.suppress

findings contains {
	"message": sprintf("%s has mode %s", [c.path, c.mode]),
	"severity": severity(c),
	"location": {"path": c.path},
	"evidence": {"mode": c.mode, "uid": c.uid, "gid": c.gid, "mode_in_image": object.get(c, ["was", "mode"], "")},
} if {
	some c in changes.setuid
	c.kind != "deleted"
	not had(c)
	not suppress.packaged(c)
}

# had holds when the image's file has the bit as well: it is not new then.
had(c) if changes.is_setuid(c.was.mode)

severity(c) := "high" if certain(c)

severity(c) := "medium" if not certain(c)

# Without the image at hand a modified file may have had the bit before.
certain(c) if c.kind == "added"

certain(c) if c.was.mode
