# METADATA
# title: Content of the image matched by a YARA rule
# description: |
#   A YARA rule matched the content of a file in one of the image's layers. How
#   bad that is, the rule's meta says (severity, score or threat_level), up to
#   high. It is for information only where a package brought the file or where
#   it is documentation, and at most low where a later layer removed it. What
#   is told of as a miner or a web shell is not told of again.
# related_resources:
#   - ref: https://attack.mitre.org/techniques/T1204/003/
# schemas:
#   - input: schema.document
# custom:
#   severity: medium
#   category: anomaly
#   attack: [T1204.003]
#   cis: []
#   remediation: |
#     Read the description of the YARA rule and the strings that it found, and
#     look up the file's hash. Find the step that brought the file by its
#     layer.
package rummage.image.yara_match

import data.rummage.image.miner_baked_in
import data.rummage.lib.files
import data.rummage.lib.image
import data.rummage.lib.matches

findings contains {
	"message": sprintf("%s matches %s%s%s", [m.path, m.rule, matches.description(m), state(m)]),
	"severity": severity(m),
	"location": {"path": m.path},
	"evidence": {
		"rule": m.rule, "namespace": m.namespace, "sha256": m.sha256, "tags": m.tags, "layer": object.get(m, "layer", ""),
		"attack": matches.attack(m), "strings": [s | some i, s in m.strings; i < 5],
	},
} if {
	input.target.kind == "image"
	some m in input.matches
	not is_told(m)
}

is_told(m) if {
	"webshell" in m.tags
	image.is_seen(m)
}

is_told(m) if {
	"miner" in m.tags
	image.is_seen(m)
	miner_baked_in.signs[m.path]
}

state(m) := "" if image.is_seen(m)

else := ", in a layer of which no container sees it"

severity(m) := "info" if is_harmless(m)

else := lowered[matches.severity(m)] if not image.is_seen(m)

else := matches.severity(m)

lowered := {"high": "low", "medium": "low", "low": "low", "info": "info"}

is_harmless(m) if {
	image.is_seen(m)
	files.at(m.path).package
}

is_harmless(m) if image.is_documentation(m.path)
