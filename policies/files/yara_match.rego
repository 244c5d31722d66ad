# METADATA
# title: Content matched by a YARA rule
# description: |
#   A YARA rule matched the content of an added or modified file. How bad that
#   is, the rule's meta says (severity, score or threat_level), up to high; it
#   is critical when a process runs from the file. Content that the image has,
#   or a package that was installed, is for information only.
# related_resources:
#   - ref: https://attack.mitre.org/techniques/T1204/
# schemas:
#   - input: schema.document
# custom:
#   severity: medium
#   category: anomaly
#   attack: [T1204]
#   cis: []
#   remediation: |
#     Keep the container as evidence before anything else. Read the
#     description of the YARA rule and the strings that it found. Look up the
#     file's hash.
package rummage.files.yara_match

import data.rummage.lib.changes
import data.rummage.lib.matches
import data.rummage.lib.processes
import data.rummage.lib.suppress

findings contains {
	"message": sprintf("%s matches %s%s", [m.path, m.rule, matches.description(m)]),
	"severity": severity(m),
	"location": {"path": m.path},
	"evidence": {
		"rule": m.rule, "namespace": m.namespace, "sha256": m.sha256, "tags": m.tags,
		"attack": matches.attack(m), "strings": [s | some i, s in m.strings; i < 5],
	},
} if {
	not of_image
	some m in input.matches
}

# An image's files have a rule of their own.
of_image if input.target.kind == "image"

severity(m) := "info" if harmless(m)

else := "critical" if {
	matches.severity(m) in {"high", "medium"}
	m.path in running
}

else := matches.severity(m)

harmless(m) if changes.same_content(changes.at(m.path))

harmless(m) if suppress.packaged(changes.at(m.path))

# running are the paths that processes execute, or hand to an interpreter. What
# shows a file does not run it.
running contains path if {
	some p in input.processes
	some path in processes.runs(p)
}

running contains p.args[i + 1] if {
	some p in input.processes
	some i, argument in p.args
	argument == "-jar"
}
