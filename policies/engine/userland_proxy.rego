# METADATA
# title: Userland proxy on
# description: |
#   For each published port the engine runs a process of its own that copies
#   what comes from the host itself. Where the packet filter can do that
#   alone, the processes are surface without need.
# related_resources:
#   - ref: https://docs.docker.com/reference/cli/dockerd/
# schemas:
#   - input: schema.document
# custom:
#   severity: info
#   category: misconfiguration
#   attack: []
#   cis: ["2.16"]
#   remediation: |
#     Set userland-proxy to false in daemon.json where the kernel can route
#     from loopback to containers, and try your services afterwards.
package rummage.engine.userland_proxy

import data.rummage.lib.engine

findings contains {
	"message": "each published port has a proxy process",
	"location": {"config": "engine.daemon.settings.userland_proxy"},
	"evidence": {},
} if {
	engine.settings.userland_proxy
}
