# METADATA
# title: Control group of the engine set
# description: |
#   All containers run below a control group that somebody chose. Limits that
#   the host sets for the usual ones do not hold there.
# related_resources:
#   - ref: https://docs.docker.com/reference/cli/dockerd/
# schemas:
#   - input: schema.document
# custom:
#   severity: info
#   category: misconfiguration
#   attack: []
#   cis: ["2.10"]
#   remediation: |
#     Remove cgroup-parent from daemon.json, or see to it that the group has
#     the limits it should have.
package rummage.engine.cgroup_parent

import data.rummage.lib.engine

findings contains {
	"message": "containers run below a control group that was set by hand",
	"location": {"config": "engine.daemon.settings.cgroup_parent"},
	"evidence": {"cgroup_parent": engine.settings.cgroup_parent},
} if {
	object.get(engine.settings, "cgroup_parent", "") != ""
}
