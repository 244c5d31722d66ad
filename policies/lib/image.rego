# METADATA
# description: What several rules ask of an image.
# schemas:
#   - input: schema.document
package rummage.lib.image

# config is what an image gives its containers. It is there for images only:
# what a container starts is judged by its own settings.
config := input.image.config if input.target.kind == "image"

# command is what the image starts, as one text.
command := concat(" ", array.concat(_words("entrypoint"), _words("cmd")))

_words(name) := [word | some word in config[name]]
