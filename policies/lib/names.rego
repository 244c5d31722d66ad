# METADATA
# description: Programs by the names that they are known by.
# schemas:
#   - input: schema.document
package rummage.lib.names

import data.rummage.lib.changes
import data.rummage.lib.origin

# called is every change that has one of these names, a set.
called(names) := [c | some name in names; some c in changes.named(name)] if input.index

called(names) := [c | some c in input.changes; changes.base(c.path) in names] if not input.index

# extended is every change whose name ends in a dot and one of these extensions,
# a set in lower case.
extended(extensions) := [c | some e in extensions; some c in changes.with_extension(e)] if input.index

extended(extensions) := [c | some c in input.changes; extension(c.path) in extensions] if not input.index

# extensions are those that changes have, in lower case.
extensions := object.keys(input.index.extension)

extensions := {extension(c.path) | some c in input.changes} if not input.index

# extension is what follows the last dot of a name, in lower case. A dot at the
# beginning makes a hidden name and no extension.
extension(path) := lower(regex.find_all_string_submatch_n(`[^/]\.([^/.]+)$`, path, 1)[0][1])

# programs is every added or changed program or script that has one of these
# names, a set.
programs(names) := [c | some c in called(names); _is_program(c)]

_is_program(c) if {
	changes.is_executable(c)
	c.size > 0
	changes.content_changed(c)
	not origin.placed_by_engine(c)
	not regex.match(`/(node_modules|site-packages|dist-packages|gems|bash-completion|completions)/`, c.path)
}
