# METADATA
# title: Packed program
# description: |
#   A program was added that is packed: its code is compressed or encrypted, and
#   unpacks itself when it runs. That keeps scanners from reading it. Compilers
#   and package managers make no such programs.
# related_resources:
#   - ref: https://attack.mitre.org/techniques/T1027/002/
# schemas:
#   - input: schema.document
# custom:
#   severity: medium
#   category: anomaly
#   attack: [T1027.002]
#   cis: []
#   remediation: |
#     Keep the container as evidence before anything else. If it is packed with
#     UPX, upx -d unpacks a copy of it for a look; what runs has its plain code
#     in memory.
package rummage.files.packed_executable

import data.rummage.lib.changes
import data.rummage.lib.matches
import data.rummage.lib.origin

# packed is from which entropy on code is compressed or encrypted, in bits a
# byte. What compilers make has between 5 and 6.6.
packed := 7.2

reasons[c.path] contains sprintf("its code has an entropy of %.2f bits a byte", [c.entropy]) if {
	some c in changes.executable
	c.entropy > packed
	changes.is_elf(c)
}

reasons[path] contains "a rule knows its packer" if {
	some path in matches.tagged.packer
	changes.is_elf(changes.at(path))
}

findings contains {
	"message": sprintf("%s is packed: %s", [path, concat(", and ", sort(why))]),
	"location": {"path": path},
	"evidence": {
		"entropy": object.get(c, "entropy", null), "rules": object.get(matches.rules, path, set()),
		"sha256": object.get(c, "sha256", ""), "size": object.get(c, "size", 0),
	},
} if {
	some path, why in reasons
	c := changes.at(path)
	c.kind != "deleted"
	changes.content_changed(c)
	not origin.recorded(c)
}
