# METADATA
# title: Miner in the image
# description: |
#   The image has a program that mines cryptocurrency, by its name or by its
#   content, or its command names a mining pool. Images like this one are put
#   into registries for others to run, and run on engines that are open.
# related_resources:
#   - ref: https://attack.mitre.org/techniques/T1496/001/
# schemas:
#   - input: schema.document
# custom:
#   severity: high
#   category: anomaly
#   attack: [T1496.001, T1204.003]
#   cis: []
#   remediation: |
#     Do not run the image, and stop what runs from it. Find the step that
#     brought the miner by its layer, and who pulled or pushed the image.
package rummage.image.miner_baked_in

import data.rummage.lib.changes
import data.rummage.lib.files
import data.rummage.lib.image
import data.rummage.lib.matches
import data.rummage.lib.mining

signs[f.path] contains sprintf("the name %s", [name]) if {
	some name in mining.names
	some f in files.named(name)
	is_program(f, name)
}

signs[m.path] contains sprintf("its content (%s)", [m.rule]) if {
	some m in input.matches
	"miner" in m.tags
	image.is_seen(m)
	not image.is_documentation(m.path)
}

# Some miners have the name of other things, which are scripts and directories.
is_program(f, _) if {
	f.type == "file"
	changes.is_elf(f)
}

is_program(f, name) if {
	changes.is_executable(f)
	regex.match(`xmr|miner|^kinsing$|^kdevtmpfsi$`, name)
	not image.is_documentation(f.path)
}

findings contains {
	"message": sprintf("%s is a miner by %s", [path, concat(" and ", sort(found))]),
	"location": {"path": path},
	"evidence": {
		"signs": sort(found), "sha256": object.get(files.at(path), "sha256", ""), "layer": files.at(path).layer,
		"rules": object.get(matches.rules, path, set()),
	},
} if {
	some path, found in signs
}

findings contains {
	"message": sprintf("the command of the image mines: it has %s", [concat(" and ", sort(found))]),
	"location": {"config": "image.config.cmd"},
	"evidence": {"command": substring(image.command, 0, 500)},
} if {
	found := {sprintf("the pool %s", [mining.pool(image.command)])} | mining.signs(image.command)
}
