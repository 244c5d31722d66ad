# METADATA
# description: |
#   Which file a name stands for, by the PATH that the container was given.
# schemas:
#   - input: schema.document
package rummage.lib.programs

import data.rummage.lib.changes
import data.rummage.lib.suppress

# path are the directories in which a name is looked for, the first one first.
path := [trim_right(dir, "/") |
	some dir in split(configured, ":")
	startswith(dir, "/")
	dir != "/"
]

default configured := "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

configured := values[0] if {
	values := [v.value | some v in input.config.env; v.name == "PATH"]
	count(values) > 0
}

# system are the directories of the distribution's own programs.
system := {"/bin", "/sbin", "/usr/bin", "/usr/sbin"}

# changed is the change of the file that a name or path stands for, when that
# was added or has other content than the image's, and no package brought it.
changed(name) := found[0] if {
	found := [c |
		some candidate in candidates(name)
		c := changes.at(candidate)
		is_own(c)
	]
	count(found) > 0
}

# candidates are the paths that a name may stand for. With a merged /usr, what
# is called /bin/sh is /usr/bin/sh.
candidates(name) := array.concat([name], [concat("", ["/usr", name]) | regex.match(`^/(s?bin|lib)/`, name)]) if startswith(name, "/")

candidates(name) := [concat("/", [dir, name]) | some dir in path] if {
	not contains(name, "/")
	name != ""
}

is_own(c) if {
	c.kind != "deleted"
	c.type in {"file", "symlink"}
	changes.content_changed(c)
	not suppress.packaged(c)
}
