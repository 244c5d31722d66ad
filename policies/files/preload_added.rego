# METADATA
# title: Library preloaded into every program
# description: |
#   The dynamic linker loads the libraries that /etc/ld.so.preload names into
#   every program. Rootkits that hide files and processes are installed with
#   it; hardly anything else writes this file at run time. It is less where
#   all that it names are memory allocators of the image.
# related_resources:
#   - ref: https://attack.mitre.org/techniques/T1574/006/
# schemas:
#   - input: schema.document
# custom:
#   severity: critical
#   category: anomaly
#   attack: [T1574.006]
#   cis: []
#   remediation: |
#     Keep the container as evidence before anything else. Do not trust what
#     ps, ls or top say inside of the container. Take the library that is
#     named, and read the container's storage from the host.
package rummage.files.preload_added

import data.rummage.lib.changes
import data.rummage.lib.suppress

findings contains {
	"message": messages[filled],
	"severity": severity(c, filled, libraries),
	"location": {"path": c.path},
	"evidence": {"libraries": libraries, "added": [l | some l in libraries; changes.at(l).kind != "deleted"]},
} if {
	c := changes.at("/etc/ld.so.preload")
	c.kind != "deleted"
	changes.content_changed(c)
	not suppress.packaged(c)
	filled := (object.get(c, "size", 0) + count(object.get(c, "link_target", ""))) > 0
	libraries := [l | some l in regex.split(`[\s:]+`, object.get(c, "text", "")); startswith(l, "/")]
}

severity(_, false, _) := "medium"

severity(c, true, libraries) := "low" if {
	are_allocators(libraries)
	suppress.at_start(c)
}

else := "medium" if are_allocators(libraries)

else := "critical"

# are_allocators holds for libraries of the image that only take the place of
# malloc, as images name them in order to save memory.
are_allocators(libraries) if {
	count(libraries) > 0
	every library in libraries {
		regex.match(`^/(usr/)?(local/)?lib(64)?/([a-z0-9_]+-linux-[a-z]+/)?lib(jemalloc|tcmalloc|tcmalloc_minimal|mimalloc|hardened_malloc)(-[a-z]+)?\.so[0-9.]*$`, library)
		not changes.at(library)
	}
}

messages := {
	true: "/etc/ld.so.preload was changed: its libraries are loaded into every program",
	false: "/etc/ld.so.preload was made, and is empty",
}
