# METADATA
# title: Tool of attackers in the image
# description: |
#   The image has a program or script with the name of a tool for scanning
#   networks, guessing passwords, leaving a container, becoming root, stealing
#   credentials or leading a tunnel. Services do not need them. One that a
#   package of the distribution brought is less telling.
# related_resources:
#   - ref: https://attack.mitre.org/techniques/T1588/002/
# schemas:
#   - input: schema.document
# custom:
#   severity: medium
#   category: misconfiguration
#   attack: [T1588.002, T1046]
#   cis: []
#   remediation: |
#     Find the step that brought the tool by its layer, and leave it out. Where
#     the tool is what the image is for, write an exception.
package rummage.image.attack_tool_baked_in

import data.rummage.files.attack_tool_added as tools
import data.rummage.lib.changes
import data.rummage.lib.files

findings contains {
	"message": sprintf("the image has %s: by its name, it %s", [f.path, does]),
	"severity": severity(f),
	"location": {"path": f.path},
	"evidence": {"sha256": object.get(f, "sha256", ""), "package": object.get(f, "package", ""), "layer": f.layer},
} if {
	some name, does in tools.what
	some f in files.named(name)
	changes.is_executable(f)
	object.get(f, "size", 1) > 0
	not tools.is_namesake(f)
	not regex.match(`/(node_modules|site-packages|dist-packages|gems|bash-completion|completions|init\.d|doc)/`, f.path)
}

severity(f) := "low" if f.package

else := "medium"
