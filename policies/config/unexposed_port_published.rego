# METADATA
# title: Published port that the image does not name
# description: |
#   The container publishes a port that is not among those that its image
#   exposes. Either the image says too little, or a service is open that is
#   not meant to be.
# related_resources:
#   - ref: https://docs.docker.com/reference/dockerfile/#expose
# schemas:
#   - input: schema.document
# custom:
#   severity: info
#   category: misconfiguration
#   attack: [T1133]
#   cis: ["5.9"]
#   remediation: |
#     Publish only the ports that the image exposes, or add the port to EXPOSE
#     when it is meant.
package rummage.config.unexposed_port_published

import data.rummage.lib.allow

findings contains {
	"message": sprintf("port %d/%s is published, which the image does not expose", [p.container_port, p.protocol]),
	"location": {"config": sprintf("config.ports.%d/%s", [p.container_port, p.protocol])},
	"evidence": {"exposed": input.image.config.exposed, "host_ports": {q.host_port |
		some q in input.config.ports
		q.container_port == p.container_port
		q.protocol == p.protocol
	}},
} if {
	count(input.image.config.exposed) > 0 # an image that names none says nothing
	some p in input.config.ports
	not sprintf("%d/%s", [p.container_port, p.protocol]) in input.image.config.exposed
	not allow.port(p.container_port, p.protocol)
}
