# METADATA
# title: Marker file of the engine replaced
# description: |
#   The file by which programs know that they are in a container, /.dockerenv,
#   is empty in every container. Here it has content, or is something else
#   than a file: a name that nobody looks at, in the root directory, is a good
#   place for a program or for stolen data.
# related_resources:
#   - ref: https://attack.mitre.org/techniques/T1036/005/
# schemas:
#   - input: schema.document
# custom:
#   severity: high
#   category: anomaly
#   attack: [T1036.005]
#   cis: []
#   remediation: |
#     Keep the container as evidence before anything else. Look at the content,
#     and whether a process runs from it or writes to it.
package rummage.files.dockerenv_replaced

import data.rummage.lib.changes
import data.rummage.lib.origin
import data.rummage.lib.places

findings contains {
	"message": sprintf("%s %s", [c.path, what]),
	"location": {"path": c.path},
	"evidence": {
		"type": object.get(c, "type", ""), "mode": object.get(c, "mode", ""), "size": object.get(c, "size", 0),
		"magic": object.get(c, "magic", ""), "sha256": object.get(c, "sha256", ""),
	},
} if {
	some path in ["/.dockerenv", "/.dockerinit", "/run/.containerenv"]
	c := changes.at(path)
	c.kind != "deleted"
	what := wrong(c)
}

wrong(c) := "is a program or script" if places.runs(c)

else := sprintf("is no file but a %s", [c.type]) if {
	object.get(c, "type", "file") != "file"
}

# Podman writes into its own marker.
else := "is not empty" if {
	c.path != "/run/.containerenv"
	not origin.placed_by_engine(c)
	c.size > 0
}
