# METADATA
# title: ADD where COPY would do
# description: |
#   A step of the build uses ADD. Besides copying it fetches addresses, whose
#   content may change and is not checked, and unpacks archives, whose names
#   may lead elsewhere. Unpacking an archive into the image on purpose is what
#   it is for, and not told of.
# related_resources:
#   - ref: https://docs.docker.com/build/building/best-practices/#add-or-copy
# schemas:
#   - input: schema.document
# custom:
#   severity: low
#   category: misconfiguration
#   attack: []
#   cis: ["4.9"]
#   remediation: |
#     Use COPY for files. Fetch addresses in RUN and verify a checksum, or give
#     ADD one with --checksum.
package rummage.image.add_instruction

import data.rummage.lib.history

findings contains {
	"message": messages[is_fetched(step)],
	"location": history.location(step),
	"evidence": {"step": substring(step.text, 0, 300), "layer": step.layer},
} if {
	some step in history.steps
	step.instruction == "ADD"
	not is_root(step)
	not is_archive(step)
}

messages := {true: "a step fetches an address with ADD", false: "a step copies files with ADD"}

is_fetched(step) := regex.match(`(^|\s)(https?|git|ssh)://`, step.text)

# is_root holds for the file system that an image begins with.
is_root(step) if {
	regex.match(`(^|\s)/$`, step.text)
	every earlier in array.slice(history.steps, 0, step.at) { not earlier.instruction in {"RUN", "COPY", "ADD"} }
}

is_archive(step) if {
	not is_fetched(step)
	sources := [word | some word in regex.split(`\s+`, step.text); not startswith(word, "--")]
	count(sources) > 1
	every source in array.slice(sources, 0, count(sources) - 1) {
		regex.match(`(?i)\.(tar|t[gbx]z|tar\.\w+|txz|tbz2)$`, source)
	}
}
