# METADATA
# title: Secret in the image's environment
# description: |
#   The image sets a variable that holds a password, key or token. Whoever can
#   pull the image reads it, and it is the same wherever the image runs.
# related_resources:
#   - ref: https://attack.mitre.org/techniques/T1552/001/
# schemas:
#   - input: schema.document
# custom:
#   severity: medium
#   category: misconfiguration
#   attack: [T1552.001]
#   cis: ["4.10"]
#   remediation: |
#     Replace the secret, since it was published with the image. Give secrets
#     to containers at run time as files, and to builds with RUN
#     --mount=type=secret.
package rummage.image.secret_in_environment

import data.rummage.lib.credentials
import data.rummage.lib.image

findings contains {
	"message": sprintf("the variable %s of the image holds a secret", [v.name]),
	"location": {"config": sprintf("image.config.env.%s", [v.name])},
	"evidence": {"name": v.name, "length": count(v.value), "kinds": sort(credentials.tokens(v.value))},
} if {
	some v in image.config.env
	credentials.is_held(v)
}
