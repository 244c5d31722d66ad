# METADATA
# description: |
#   Ways to ask for the files of an image without walking all of them, as
#   lib.changes has them for the changes of a container. What a later layer
#   deleted or replaced is there for whoever has the image, but no container
#   sees it: only the functions that begin with removed tell of it.
# schemas:
#   - input: schema.document
package rummage.lib.files

import data.rummage.lib.changes

# at is the file of one path.
at(path) := input.index.files.path[path]

at(path) := all[count(all) - 1] if {
	not input.index
	all := [f | some f in input.files; f.path == path; not f.deleted_in]
}

# under is every file below a directory, at any depth.
under(dir) := [f | some f in _under(dir); not f.deleted_in]

# removed_under is every file below a directory that a later layer deleted or
# replaced.
removed_under(dir) := [f | some f in _under(dir); f.deleted_in]

_under(dir) := object.get(input.index.files.under, dir, [])

_under(dir) := [f | some f in input.files; startswith(f.path, concat("", [dir, "/"]))] if not input.index

# named is every file whose path ends in this name.
named(name) := [f | some f in _named(name); not f.deleted_in]

# removed_named is every such file that a later layer deleted or replaced.
removed_named(name) := [f | some f in _named(name); f.deleted_in]

_named(name) := object.get(input.index.files.name, name, [])

_named(name) := [f | some f in input.files; changes.base(f.path) == name] if not input.index

# with_extension is every file whose name ends in a dot and this, which is in
# lower case.
with_extension(extension) := [f | some f in _with_extension(extension); not f.deleted_in]

# removed_with_extension is every such file that a later layer deleted or
# replaced.
removed_with_extension(extension) := [f | some f in _with_extension(extension); f.deleted_in]

_with_extension(extension) := object.get(input.index.files.extension, extension, [])

_with_extension(extension) := [f | some f in input.files; changes.has_extension(f.path, extension)] if not input.index

# executable is every file that can be run, as changes.is_executable has it.
executable := input.index.files.attribute.executable

executable := [f | some f in input.files; not f.deleted_in; changes.is_executable(f)] if not input.index

# setuid is every file with the setuid or setgid bit.
setuid := input.index.files.attribute.setuid

setuid := [f | some f in input.files; not f.deleted_in; f.type == "file"; changes.is_setuid(f.mode)] if not input.index

# world_writable is every file that can be run and that everybody can write to:
# programs and scripts, and where no content was looked at, files with an
# execute bit.
world_writable := input.index.files.attribute.world_writable

world_writable := [f | some f in input.files; not f.deleted_in; changes.is_world_writable(f)] if not input.index

# hidden is every path with a part that begins with a dot.
hidden := input.index.files.attribute.hidden

hidden := [f | some f in input.files; not f.deleted_in; contains(f.path, "/.")] if not input.index

# architectures are what the ELF files are for.
architectures := object.keys(input.index.files.architecture)

architectures := {f.architecture | some f in input.files; not f.deleted_in} if not input.index

# of_architecture is every ELF file for an architecture.
of_architecture(name) := input.index.files.architecture[name]

of_architecture(name) := [f | some f in input.files; not f.deleted_in; f.architecture == name] if not input.index

# in_layer is every file but directories that a layer brought, whether a later
# one deleted it or not.
in_layer(id) := object.get(input.index.files.layer, [id, "files"], [])

in_layer(id) := [f | some f in input.files; f.layer == id; object.get(f, "type", "") != "directory"] if not input.index

# unowned_in_layer is every one of these that can be run and that no package
# lists.
unowned_in_layer(id) := object.get(input.index.files.layer, [id, "unowned"], [])

unowned_in_layer(id) := [f |
	some f in in_layer(id)
	changes.is_executable(f)
	not f.package
] if {
	not input.index
}

# count_in_layer is how many files of a layer but directories are below a
# directory, at any depth.
count_in_layer(id, dir) := object.get(input.index.files.layer, [id, "under", dir], 0)

count_in_layer(id, dir) := count([f |
	some f in in_layer(id)
	startswith(f.path, concat("", [trim_right(dir, "/"), "/"]))
]) if {
	not input.index
}
