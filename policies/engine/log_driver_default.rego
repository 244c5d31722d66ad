# METADATA
# title: Logs stay on the host
# description: |
#   The engine keeps the output of containers in files of this host, where it
#   ends with the container, or does not keep it at all. Whoever becomes root
#   here can change it.
# related_resources:
#   - ref: https://docs.docker.com/engine/logging/configure/
# schemas:
#   - input: schema.document
# custom:
#   severity: info
#   category: misconfiguration
#   attack: [T1070.002]
#   cis: ["2.13"]
#   remediation: |
#     Send logs to a collector: by a log driver such as syslog, fluentd or
#     gelf, or by an agent that reads the files. Bound the files with max-size
#     and max-file.
package rummage.engine.log_driver_default

import data.rummage.lib.engine

findings contains {
	"message": messages[input.engine.logging_driver],
	"location": {"config": "engine.logging_driver"},
	"evidence": {"logging_driver": input.engine.logging_driver},
} if {
	engine.docker
}

messages := {
	"json-file": "the output of containers is kept in files of this host (json-file)",
	"local": "the output of containers is kept in files of this host (local)",
	"none": "the output of containers is not kept",
}
