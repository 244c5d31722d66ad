# METADATA
# title: Credentials in the image
# description: |
#   A file of the image is one in which a tool keeps passwords or tokens, and
#   it holds some: of a cloud, a registry, a cluster, a database, or settings
#   of an application. Whoever can pull the image has them.
# related_resources:
#   - ref: https://attack.mitre.org/techniques/T1552/001/
# schemas:
#   - input: schema.document
# custom:
#   severity: high
#   category: misconfiguration
#   attack: [T1552.001]
#   cis: ["4.10"]
#   remediation: |
#     Replace the credentials, since they were published with the image. Keep
#     such files out of the build with .dockerignore, and give secrets to a
#     build with RUN --mount=type=secret.
package rummage.image.credential_file

import data.rummage.lib.stores

findings contains {
	"message": sprintf("%s holds %s", [store.file.path, store.kind]),
	"location": {"path": store.file.path},
	"evidence": {"kind": store.kind, "mode": object.get(store.file, "mode", ""), "layer": store.file.layer},
} if {
	some store in stores.seen
}
