# METADATA
# title: Program that everybody can write to
# description: |
#   A program or script of the image can be written to by every account.
#   Whoever gets into a container under any of them can change what others, or
#   root, execute next.
# related_resources:
#   - ref: https://attack.mitre.org/techniques/T1574/010/
# schemas:
#   - input: schema.document
# custom:
#   severity: medium
#   category: misconfiguration
#   attack: [T1574.010]
#   cis: []
#   remediation: |
#     Take the right to write from others: chmod o-w. Use --chmod=755 with COPY
#     rather than chmod -R 777.
package rummage.image.world_writable_executable

import data.rummage.lib.changes
import data.rummage.lib.files
import data.rummage.lib.places

findings contains {
	"message": sprintf("everybody can write to %s", [places.title(place, "programs")]),
	"location": {"path": place.path},
	"evidence": {"files": place.count, "examples": place.examples},
} if {
	some dir, paths in open
	some place in places.report(dir, paths)
}

open[changes.dir(f.path)] contains f.path if some f in files.world_writable
