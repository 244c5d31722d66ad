# METADATA
# title: Package index updated by itself
# description: |
#   A step of the build refreshes the index of packages and installs nothing.
#   Its layer is kept in the build's cache, so that later steps install from
#   an index that grows old, and miss fixes.
# related_resources:
#   - ref: https://docs.docker.com/build/building/best-practices/#apt-get
# schemas:
#   - input: schema.document
# custom:
#   severity: low
#   category: misconfiguration
#   attack: []
#   cis: ["4.7"]
#   remediation: |
#     Refresh the index and install in one RUN instruction, and remove the
#     index in it as well.
package rummage.image.update_alone

import data.rummage.lib.history

findings contains {
	"message": "a step updates the package index and installs nothing",
	"location": history.location(step),
	"evidence": {"step": substring(step.text, 0, 300), "layer": step.layer},
} if {
	some step in history.runs
	regex.match(updates, step.text)
	not regex.match(installs, step.text)
}

updates := `\b(?:apt-get|apt|aptitude|apk|opkg)\s+(?:-\S+\s+)*update\b|\b(?:yum|dnf|microdnf|tdnf)\s+(?:-\S+\s+)*makecache\b|\bzypper\s+(?:-\S+\s+)*ref(?:resh)?\b|\bpacman\s+-Syy?\s*(?:$|[;&|])`

# What a script or make does is not known.
installs := `install|upgrade|build-dep|satisfy|\bapk\s[^;&|]*\badd\b|\bapt-get\s+(?:-\S+\s+)*(?:source|download)|\bzypper\s[^;&|]*\b(?:in|up|dup|patch)\b|\.(?:sh|py|pl|rb)\b|\bmake\b`
