# METADATA
# title: Secret in the build history
# description: |
#   A step of the build holds a password, key or token: in its command, as a
#   build argument, or as a variable that was overwritten later. The history
#   goes with the image, and whoever can pull it can read it.
# related_resources:
#   - ref: https://docs.docker.com/build/building/secrets/
#   - ref: https://attack.mitre.org/techniques/T1552/001/
# schemas:
#   - input: schema.document
# custom:
#   severity: medium
#   category: misconfiguration
#   attack: [T1552.001]
#   cis: ["4.10"]
#   remediation: |
#     Replace the secret, since it was published with the image. Hand secrets
#     to a build with RUN --mount=type=secret, which leaves no trace.
package rummage.image.secret_in_history

import data.rummage.lib.credentials
import data.rummage.lib.history
import data.rummage.lib.image

findings contains {
	"message": sprintf("step %d of the build (%s) holds %s", [step.at + 1, name(step), concat(", ", sort(kinds))]),
	"location": history.location(step),
	"evidence": {"instruction": step.instruction, "kinds": sort(kinds), "layer": step.layer},
} if {
	some step in history.steps
	kinds := held(step)
	count(kinds) > 0
}

name(step) := step.instruction if step.instruction != ""

else := "of an unknown builder"

# held says what a step holds. What the image sets in the end is told of with
# its environment.
held(step) := variables(step) if step.instruction in {"ENV", "ARG"}

else := ((credentials.tokens(step.text) | credentials.passwords(concat(" ", ["", step.text]))) | variables(step)) | assigned(step)

variables(step) := {what |
	some v in step.variables
	is_secret(v)
	not v in {kept | some kept in image.config.env}
	what := sprintf("the variable %s", [v.name])
}

assigned(step) := {sprintf("the variable %s", [name]) | some name in credentials.assigned(step.text)} if step.instruction == "RUN"

else := set()

is_secret(v) if credentials.is_held(v)

is_secret(v) if count(credentials.tokens(v.value)) > 0
