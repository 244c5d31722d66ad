# METADATA
# title: Image offers SSH
# description: |
#   The image exposes the port of SSH, or starts an SSH server. A container is
#   reached by its engine; a second way in has keys and passwords of its own,
#   and nobody watches it.
# related_resources:
#   - ref: https://attack.mitre.org/techniques/T1021/004/
# schemas:
#   - input: schema.document
# custom:
#   severity: medium
#   category: misconfiguration
#   attack: [T1021.004]
#   cis: []
#   remediation: |
#     Leave the SSH server out and use docker exec. Where SSH is the service
#     itself, as with git, write an exception.
package rummage.image.exposed_ssh

import data.rummage.lib.allow
import data.rummage.lib.image

findings contains {
	"message": sprintf("the image exposes port %s, that of SSH", [port]),
	"location": {"config": "image.config.exposed"},
	"evidence": {"port": port},
} if {
	some port in image.config.exposed
	regex.match(`^22(/tcp)?$`, port)
	not allow.port(22, "tcp")
}

findings contains {
	"message": "the image starts an SSH server",
	"location": {"config": "image.config.cmd"},
	"evidence": {"command": substring(image.command, 0, 500)},
} if {
	regex.match(`(?:^|[\s/;&"'])(?:sshd|dropbear)(?:$|[\s;&"'])`, image.command)
}
