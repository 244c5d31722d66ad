# METADATA
# title: Private key in the image
# description: |
#   A file of the image is a private key. Whoever can pull the image has it,
#   and all containers share it. Keys that packages and libraries publish as
#   examples, public certificates, and the self-signed ones that distributions
#   make are not told of.
# related_resources:
#   - ref: https://attack.mitre.org/techniques/T1552/004/
# schemas:
#   - input: schema.document
# custom:
#   severity: high
#   category: misconfiguration
#   attack: [T1552.004]
#   cis: ["4.10"]
#   remediation: |
#     Replace the key, since it was published with the image. Mount keys into
#     containers at run time, and give them to builds with RUN --mount=type=ssh
#     or type=secret. Make host keys when the container starts first.
package rummage.image.private_key_file

import data.rummage.lib.keys

findings contains {
	"message": sprintf("%s is %s", [key.file.path, key.kind]),
	"severity": key.severity,
	"location": {"path": key.file.path},
	"evidence": {
		"kind": key.kind, "mode": object.get(key.file, "mode", ""), "sha256": object.get(key.file, "sha256", ""),
		"layer": key.file.layer,
	},
} if {
	some key in keys.private
}
