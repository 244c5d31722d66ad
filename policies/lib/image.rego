# METADATA
# description: What several rules ask of an image.
# schemas:
#   - input: schema.document
package rummage.lib.image

import data.rummage.lib.files

# config is what an image gives its containers. It is there for images only:
# what a container starts is judged by its own settings.
config := input.image.config if input.target.kind == "image"

# command is what the image starts, as one text.
command := concat(" ", array.concat(_words("entrypoint"), _words("cmd")))

_words(name) := [word | some word in config[name]]

# is_seen holds for a YARA match in a file that a container sees: the engine
# looks into the files of all layers.
is_seen(m) if {
	input.target.kind == "image"
	f := files.at(m.path)
	object.get(m, "layer", f.layer) == f.layer
}

# is_documentation holds for a path at which tools keep examples and texts.
is_documentation(path) if regex.match(`(?i)/(usr/share/(doc|man|info)|docs?|examples?|samples?)/|\.(md|rst|adoc|html?|[1-9])$|/(readme|changelog)[^/]*$`, path)
