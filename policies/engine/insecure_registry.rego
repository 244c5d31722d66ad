# METADATA
# title: Registry without verified TLS
# description: |
#   The engine takes images from a registry without TLS, or without verifying
#   its certificate. Whoever sits on the way can give another image than the
#   one that was asked for.
# related_resources:
#   - ref: https://docs.docker.com/reference/cli/dockerd/#insecure-registries
# schemas:
#   - input: schema.document
# custom:
#   severity: medium
#   category: misconfiguration
#   attack: [T1204.003]
#   cis: ["2.5"]
#   remediation: |
#     Give the registry a certificate, put its authority below
#     /etc/docker/certs.d, and remove it from insecure-registries.
package rummage.engine.insecure_registry

import data.rummage.lib.engine

findings contains {
	"message": sprintf("images of %s are taken without verified TLS", [registry]),
	"severity": severity(registry),
	"location": {"config": sprintf("engine.registries.insecure.%s", [registry])},
	"evidence": {"registry": registry},
} if {
	engine.judged
	some registry in input.engine.registries.insecure
	not engine.loopback(engine.host(registry))
}

# A whole address space is every registry that has a name in it.
severity(registry) := "high" if endswith(registry, "/0")

else := "medium"
