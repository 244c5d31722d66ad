# METADATA
# description: Programs by the names that they are known by.
# schemas:
#   - input: schema.document
package rummage.lib.names

import data.rummage.lib.changes
import data.rummage.lib.origin

# programs is every added or changed program or script that has one of these
# names, a set.
programs(names) := {c | some name in names; some c in changes.named(name); _is_program(c)} if input.index

programs(names) := {c |
	some c in input.changes
	changes.base(c.path) in names
	_is_program(c)
} if {
	not input.index
}

_is_program(c) if {
	changes.is_executable(c)
	c.size > 0
	changes.content_changed(c)
	not origin.placed_by_engine(c)
	not regex.match(`/(node_modules|site-packages|dist-packages|gems|bash-completion|completions)/`, c.path)
}
