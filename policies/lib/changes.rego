# METADATA
# description: |
#   Ways to ask for changes without walking all of them. rummage hands every
#   document to the policies with input.index, made from input.changes; without
#   it (opa eval, opa test) the same answers are computed from input.changes.
# schemas:
#   - input: schema.document
package rummage.lib.changes

# under is every change below a directory, at any depth.
under(dir) := [] if {
	input.index
	not input.index.under[dir]
}

under(dir) := input.index.under[dir]

under(dir) := [c |
	some c in input.changes
	startswith(c.path, concat("", [dir, "/"]))
] if {
	not input.index
}

# at is the change of one path.
at(path) := input.index.path[path]

at(path) := c if {
	not input.index
	some c in input.changes
	c.path == path
}

# named is every change whose path ends in this name.
named(name) := [] if {
	input.index
	not input.index.name[name]
}

named(name) := input.index.name[name]

named(name) := [c |
	some c in input.changes
	base(c.path) == name
] if {
	not input.index
}

# with_extension is every change whose name ends in a dot and this, which is in
# lower case.
with_extension(extension) := object.get(input.index.extension, extension, [])

with_extension(extension) := [c | some c in input.changes; has_extension(c.path, extension)] if not input.index

# executable is every added or modified file that can be run: it has an execute
# bit, is an ELF file, or is a script with an interpreter.
executable := input.index.attribute.executable

executable := [c | some c in input.changes; is_executable(c)] if not input.index

# setuid is every added or modified file with the setuid or setgid bit.
setuid := input.index.attribute.setuid

setuid := [c | some c in input.changes; c.type == "file"; is_setuid(c.mode)] if not input.index

# hidden is every added or modified path with a part that begins with a dot.
hidden := input.index.attribute.hidden

hidden := [c |
	some c in input.changes
	c.kind != "deleted"
	contains(c.path, "/.")
] if {
	not input.index
}

# deleted is every deleted path, and every directory that was replaced.
deleted := input.index.attribute.deleted

deleted := [c | some c in input.changes; is_deletion(c)] if not input.index

# gone is the set of the image's paths that are no longer there, also those
# that went with their directory.
gone contains c.path if {
	some c in deleted
	c.kind == "deleted"
}

gone contains path if {
	some c in deleted
	some path in c.lost
}

# is_executable holds for an added or modified file that can be run.
is_executable(c) if {
	c.type == "file"
	c.kind != "deleted"
	_runs(c)
}

_runs(c) if has_execute_bit(c.mode)

_runs(c) if is_elf(c)

_runs(c) if c.interpreter

# is_elf holds for a program or library in ELF format.
is_elf(c) if c.magic in {"application/x-elf", "application/x-executable", "application/x-sharedlib", "application/x-object"}

# has_execute_bit holds when anybody may execute a file of this octal mode.
has_execute_bit(mode) if regex.match(`[1357]$|[1357].$|[1357]..$`, mode)

# is_setuid holds for an octal mode with the setuid or setgid bit.
is_setuid(mode) if regex.match(`[2-7]...$`, mode)

# is_world_writable holds for an added or modified program or script that
# everybody can write to, also when its content is not known.
is_world_writable(c) if {
	is_executable(c)
	regex.match(`[2367]$`, c.mode)
	_is_program(c)
}

_is_program(c) if not c.magic

_is_program(c) if is_elf(c)

_is_program(c) if c.interpreter

# has_extension holds for a name that ends in a dot and this, which is in lower
# case. A dot at the beginning makes a hidden name and no extension.
has_extension(path, extension) if {
	name := base(path)
	endswith(lower(name), concat("", [".", extension]))
	count(name) > count(extension) + 1
}

is_deletion(c) if c.kind == "deleted"

is_deletion(c) if c.lost

# base is the last part of a path.
base(path) := parts[count(parts) - 1] if parts := split(path, "/")

# dir is a path without its last part.
dir(path) := "/" if lastindexof(path) == 0

dir(path) := substring(path, 0, n) if {
	n := lastindexof(path)
	n > 0
}

# lastindexof is where the last slash of a path is.
lastindexof(path) := (count(path) - count(base(path))) - 1

# content_changed holds unless the content is known to be the image's.
content_changed(c) if not same_content(c)

# same_content is the image-identity suppressor: the image has this path with
# this content, so that the file was touched and not altered.
same_content(c) if c.was.sha256 == c.sha256

same_content(c) if {
	c.type == "symlink"
	c.was.type == "symlink"
	c.was.link_target == c.link_target
}
