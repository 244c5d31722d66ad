# METADATA
# title: Linker looks for libraries where others can write
# description: |
#   The settings of the dynamic linker name a directory in which others than
#   root can write, or a hidden one. Whoever puts a library there has it loaded
#   into every program that asks for one of that name.
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
#     Keep the container as evidence before anything else. Look at the
#     libraries in that directory. Libraries that a service needs belong to its
#     image, in a directory of root.
package rummage.files.linker_path_added

import data.rummage.lib.changes
import data.rummage.lib.origin
import data.rummage.lib.processes
import data.rummage.lib.suppress

findings contains {
	"message": sprintf("%s has the linker look in %s", [c.path, concat(", ", directories)]),
	"severity": origin.grade(c, "medium"),
	"location": {"path": c.path},
	"evidence": {"directories": directories},
} if {
	some c in settings
	c.kind != "deleted"
	changes.content_changed(c)
	not suppress.packaged(c)
	directories := sort({dir | some dir in named(c.text); not dir in named(object.get(c, ["was", "text"], "")); is_writable(dir)})
	count(directories) > 0
}

# settings are the files of glibc's linker, and those of musl's. The cache that
# ldconfig makes of them says nothing new.
settings contains changes.at("/etc/ld.so.conf")

settings contains c if {
	some c in changes.under("/etc/ld.so.conf.d")
	endswith(c.path, ".conf")
}

settings contains c if {
	some c in changes.with_extension("path")
	regex.match(`^/etc/ld-musl-[a-z0-9_]+\.path$`, c.path)
}

# named are the directories that a text names, one a line or parted by colons.
named(text) := {dir |
	some line in split(text, "\n")
	some word in regex.split(`[\s:,]+`, regex.replace(line, `#.*`, ""))
	startswith(word, "/")
	not startswith(trim_space(line), "include")
	dir := trim_right(word, "/")
}

is_writable(dir) if processes.is_odd_place(concat("", [dir, "/x"]))

is_writable(dir) if regex.match(`^/(home|var/www|srv|var/spool|var/lock|var/cache|proc)(/|$)`, dir)

is_writable(dir) if {
	c := changes.at(dir)
	c.kind != "deleted"
	regex.match(`[2367]$`, c.mode)
}

is_writable(dir) if {
	c := changes.at(dir)
	c.kind != "deleted"
	c.uid > 0
}
