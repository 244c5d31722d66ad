# METADATA
# title: Registry mirror without TLS
# description: |
#   Images of Docker Hub are taken from a mirror over plain HTTP. Whoever sits
#   on the way learns what is pulled, and can give other content wherever an
#   image is asked for by a tag.
# related_resources:
#   - ref: https://docs.docker.com/reference/cli/dockerd/#registry-mirrors
# schemas:
#   - input: schema.document
# custom:
#   severity: medium
#   category: misconfiguration
#   attack: [T1204.003]
#   cis: []
#   remediation: |
#     Give the mirror a certificate and write its address with https://.
package rummage.engine.registry_mirror_plain

import data.rummage.lib.engine

findings contains {
	"message": sprintf("images are taken from the mirror %s over plain HTTP", [mirror]),
	"location": {"config": sprintf("engine.registries.mirrors.%s", [mirror])},
	"evidence": {"mirror": mirror},
} if {
	engine.judged
	some mirror in input.engine.registries.mirrors
	startswith(mirror, "http://")
	not engine.loopback(engine.host(split(mirror, "/")[2]))
}
