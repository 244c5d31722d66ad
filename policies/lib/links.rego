# METADATA
# description: Where symbolic links lead.
# schemas:
#   - input: schema.document
package rummage.lib.links

import data.rummage.lib.acts
import data.rummage.lib.changes
import data.rummage.lib.programs

# target is the path that a link leads to, of a link whose way up comes first.
target(c) := c.link_target if startswith(c.link_target, "/")

target(c) := concat("/", array.concat(array.slice(dirs, 0, max([1, count(dirs) - count(ups)])), rest)) if {
	not startswith(c.link_target, "/")
	parts := split(c.link_target, "/")
	ups := [part | some part in parts; part == ".."]
	rest := [part | some part in parts; not part in {"..", ".", ""}]
	dirs := split(trim_right(changes.dir(c.path), "/"), "/")
}

# is_settled holds for a link to what the image or a package has: nothing new
# comes with it.
is_settled(c) if {
	c.type == "symlink"
	path := target(c)
	not acts.is_odd(path)
	not programs.changed(path)
}
