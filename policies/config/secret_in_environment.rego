# METADATA
# title: Secret in the environment
# description: |
#   An environment variable holds a password, key or token. Everybody who can
#   inspect the container reads it, every process in it inherits it, and crash
#   reports and logs carry it away.
# related_resources:
#   - ref: https://attack.mitre.org/techniques/T1552/
# schemas:
#   - input: schema.document
# custom:
#   severity: medium
#   category: misconfiguration
#   attack: [T1552]
#   cis: []
#   remediation: |
#     Mount the secret as a file and give the program its path, as the *_FILE
#     variables of many images do. Replace the secret, since it was readable.
package rummage.config.secret_in_environment

import data.rummage.lib.secrets

findings contains {
	"message": sprintf("the variable %s holds a secret", [v.name]),
	"location": {"config": sprintf("config.env.%s", [v.name])},
	"evidence": {"name": v.name, "length": count(v.value)},
} if {
	some v in input.config.env
	secrets.is_secret(v)
}
