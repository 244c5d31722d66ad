# METADATA
# title: System program or library changed
# description: |
#   A program or library of the image, in a directory of the system, has other
#   content than in the image, and no package that was installed explains it.
# related_resources:
#   - ref: https://attack.mitre.org/techniques/T1036/005/
# schemas:
#   - input: schema.document
# custom:
#   severity: high
#   category: anomaly
#   attack: [T1036.005, T1554]
#   cis: []
#   remediation: |
#     Keep the container as evidence before anything else. Compare it with the
#     image's file. Do not trust the container's own tools; read its storage
#     from the host.
package rummage.files.system_binary_modified

import data.rummage.lib.changes
import data.rummage.lib.suppress

findings contains {
	"message": sprintf("%s is not the image's", [c.path]),
	"location": {"path": c.path},
	"evidence": {"sha256": object.get(c, "sha256", ""), "size": c.size, "size_in_image": object.get(c, ["was", "size"], null)},
} if {
	some c in changes.executable
	c.kind == "modified"
	regex.match(`^/(usr/)?(bin|sbin|lib[^/]*)/`, c.path)
	changes.content_changed(c)
	not suppress.packaged(c)
}

# A program that was replaced by a link.
findings contains {
	"message": sprintf("%s was replaced by a link to %s", [c.path, c.link_target]),
	"location": {"path": c.path},
	"evidence": {"link_target": c.link_target},
} if {
	some dir in ["/bin", "/sbin", "/usr/bin", "/usr/sbin"]
	some c in changes.under(dir)
	c.kind == "modified"
	c.type == "symlink"
	c.was.type == "file"
	not startswith(c.link_target, "/etc/alternatives/")
	not suppress.transaction
}
