# METADATA
# title: Deleted secret can be recovered
# description: |
#   A layer brought a private key or credentials, and a later layer removed or
#   replaced them. No container sees them, but the earlier layer is part of the
#   image, and whoever can pull it can read them.
# related_resources:
#   - ref: https://docs.docker.com/build/building/secrets/
#   - ref: https://attack.mitre.org/techniques/T1552/
# schemas:
#   - input: schema.document
# custom:
#   severity: medium
#   category: misconfiguration
#   attack: [T1552]
#   cis: ["4.10"]
#   remediation: |
#     Replace the secret, since it was published with the image. Remove files
#     in the step that makes them, or give secrets to a build with RUN
#     --mount=type=secret, or build in several stages.
package rummage.image.deleted_secret_recoverable

import data.rummage.lib.files
import data.rummage.lib.keys
import data.rummage.lib.stores

findings contains {
	"message": sprintf("%s (%s) was removed, and is still in an earlier layer", [path, kind]),
	"severity": severity(secrets),
	"location": {"path": path},
	"evidence": {
		"kind": kind, "layers": sort({secret.file.layer | some secret in secrets}),
		"removed_in": sort({secret.file.deleted_in | some secret in secrets}),
	},
} if {
	some path, kinds in lost
	some kind, secrets in kinds
}

# lost are the removed secrets by path and kind: several layers may have had it.
lost[secret.file.path][secret.kind] contains secret if {
	some secret in (keys.removed_private | stores.removed)
	not is_there(secret.file)
}

# is_there holds when a container sees the same content at the path, which is
# told of as such.
is_there(f) if files.at(f.path).sha256 == f.sha256

severity(secrets) := "low" if {
	every secret in secrets { secret.severity in {"medium", "low"} }
}

else := "medium"
