# METADATA
# title: Control group of another
# description: |
#   The container is put below a control group that was named for it, and so
#   under the limits of that one, or under none.
# related_resources:
#   - ref: https://docs.docker.com/reference/cli/docker/container/run/#cgroup-parent
# schemas:
#   - input: schema.document
# custom:
#   severity: low
#   category: misconfiguration
#   attack: []
#   cis: ["5.25"]
#   remediation: |
#     Remove --cgroup-parent unless it is how limits are set on this host.
package rummage.config.cgroup_parent

findings contains {
	"message": sprintf("the container is in the control group %s", [input.config.cgroup_parent]),
	"location": {"config": "config.cgroup_parent"},
	"evidence": {"cgroup_parent": input.config.cgroup_parent},
} if {
	not input.config.cgroup_parent in {"", "/docker", "docker", "system.slice"}
}
