# METADATA
# description: |
#   What a site has said is as it should be, in data.allow: for all, and below
#   images for those of certain names. Rules about the mere presence of
#   something ask it. Those about what somebody does never do: that a shell may
#   be there does not mean that it may be anybody's remote one.
# schemas:
#   - input: schema.document
package rummage.lib.allow

import data.rummage.lib.changes
import data.rummage.lib.interpreters
import data.rummage.lib.references

# lists are what is allowed for this target, by key.
lists[key] contains item if {
	some key, items in data.allow
	key != "images"
	some item in items
}

lists[key] contains item if {
	some pattern, keys in data.allow.images
	is_image(pattern)
	some key, items in keys
	some item in items
}

is_image(pattern) if {
	some spelling in references.spellings(references.name)
	glob.match(pattern, ["/"], spelling)
}

# mount holds for a mount whose source is allowed, as it is mounted.
mount(m) if {
	some item in lists.mounts
	_mode(item, m)
	_source(trim_suffix(item, ":ro"), m.source)
}

_mode(item, _) if not endswith(item, ":ro")

_mode(item, m) if {
	endswith(item, ":ro")
	m.rw == false
}

_source(pattern, source) if pattern == source

_source(pattern, source) if {
	not regex.match(`(^|/)\.\.(/|$)`, source) # it leads elsewhere
	glob.match(_plain(pattern), ["/"], _plain(source))
}

# _plain is a path without the slashes behind it.
_plain(path) := regex.replace(path, `(.)/+$`, "$1")

# port holds for a port that is allowed for a protocol.
port(number, protocol) if {
	some item in lists.ports
	parts := regex.find_all_string_submatch_n(`^([0-9]+)(?:-([0-9]+))?(?:/(\w+))?$`, sprintf("%v", [item]), 1)[0]
	number >= to_number(parts[1])
	number <= max({to_number(parts[1])} | {to_number(parts[2]) | parts[2] != ""})
	parts[3] in {"", protocol}
}

# user holds for a user, with or without a group, who is allowed to run things.
user(name) if {
	some item in lists.users
	glob.match(_user(sprintf("%v", [item])), [], _user(name))
}

_user(name) := "root" if regex.match(`^(root|0+)?(:|$)`, name)

else := split(name, ":")[0]

# program holds for a path that is allowed to be run, whatever is there. A name
# alone allows no path: anybody can give it to anything.
program(path) if {
	some item in lists.processes
	contains(item, "/")
	glob.match(item, ["/"], path)
}

# process holds for a process that is allowed to be there: by the path of its
# program or script, or by its name where the program is the image's.
process(p) if program(p.exe)

process(p) if program(interpreters.script(p))

process(p) if {
	some item in lists.processes
	not contains(item, "/")
	glob.match(item, [], changes.base(_named(p)))
}

_named(p) := p.exe if {
	p.exe != ""
	object.get(p, "exe_state", "image") in {"image", "unknown"}
}

# Where the program is not known, what it calls itself is all that there is.
_named(p) := p.args[0] if object.get(p, "exe", "") == ""

# registries holds when it matters where images are from.
registries if count(lists.registries) > 0

# registry holds for the name of an image that is from an allowed place.
registry(reference) if {
	some item in lists.registries
	some pattern in [item, concat("", [trim_right(item, "/"), "/**"])]
	glob.match(pattern, ["/"], references.repository(reference))
}
