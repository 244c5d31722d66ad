# METADATA
# title: Image preloads a library
# description: |
#   The image has programs load a library that they do not ask for, by
#   /etc/ld.so.preload or by a variable. Rootkits that hide files and
#   processes work so. Libraries that only manage memory, or make a program
#   run where it was not made for, are not told of.
# related_resources:
#   - ref: https://attack.mitre.org/techniques/T1574/006/
# schemas:
#   - input: schema.document
# custom:
#   severity: medium
#   category: anomaly
#   attack: [T1574.006]
#   cis: []
#   remediation: |
#     Look into the library, and find the step that brought it by its layer.
#     Read the image's files from outside of a container: what runs in one may
#     be lied to.
package rummage.image.preload_baked_in

import data.rummage.lib.files
import data.rummage.lib.image
import data.rummage.lib.texts

findings contains {
	"message": sprintf("every program of the image loads %s", [concat(", ", strange)]),
	"location": {"path": f.path},
	"evidence": {"libraries": strange, "layer": f.layer},
} if {
	f := files.at("/etc/ld.so.preload")
	strange := [library | some line in texts.lines(texts.of(f)); some library in libraries(line); not is_known(library)]
	count(strange) > 0
}

# Its content is not known, because it is a link or no text.
findings contains {
	"message": "every program of the image loads what /etc/ld.so.preload names",
	"location": {"path": f.path},
	"evidence": {"link_target": object.get(f, "link_target", ""), "layer": f.layer},
} if {
	f := files.at("/etc/ld.so.preload")
	texts.of(f) == ""
	object.get(f, "size", 0) + count(object.get(f, "link_target", "")) > 0
}

findings contains {
	"message": sprintf("the variable %s has programs load %s", [v.name, concat(", ", strange)]),
	"location": {"config": sprintf("image.config.env.%s", [v.name])},
	"evidence": {"libraries": strange},
} if {
	some v in image.config.env
	v.name in {"LD_PRELOAD", "LD_AUDIT"}
	strange := [library | some library in libraries(v.value); not is_known(library)]
	count(strange) > 0
}

libraries(text) := [library | some library in regex.split(`[\s:]+`, text); library != ""]

# is_known holds for allocators and the like, by their names, where libraries
# belong.
is_known(library) if regex.match(
	`^(?:/(?:[\w.+-]+/)*lib(?:64|32|exec)?/(?:[\w.+-]+/)*)?(?:lib(?:jemalloc|tcmalloc|mimalloc|hardened_malloc|scudo|snmalloc|hoard|rpmalloc|faketime|eatmydata|gcompat|nss_wrapper|uid_wrapper|stdbuf|asan|tsan|ubsan|SegFault|memusage|dlfaker|vglfaker|iconv|gomp|stdc\+\+|nvidia-\w+|cudart)[\w.-]*|preloadable_libiconv)\.so[0-9.]*$`,
	library,
)
