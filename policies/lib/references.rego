# METADATA
# description: What the name of an image says.
# schemas:
#   - input: schema.document
package rummage.lib.references

# name is how the target's image is called: that of a container, or the target
# itself.
name := input.target.image.name if input.target.image.name != ""

else := input.target.name if input.target.kind == "image"

# is_id holds for the number of an image in place of a name.
is_id(reference) if regex.match(`^(sha256:)?[0-9a-f]{12,64}$`, reference)

# repository is the whole name without tag and digest, as in
# docker.io/library/nginx for nginx:1.27.
repository(reference) := concat("/", [registry(reference), path(reference)]) if not is_id(reference)

# registry is where an image is from; docker.io where the name does not say.
registry(reference) := first(reference) if is_registry(reference)

else := "docker.io"

path(reference) := substring(bare(reference), count(first(reference)) + 1, -1) if is_registry(reference)

else := concat("/", ["library", bare(reference)]) if not contains(bare(reference), "/")

else := bare(reference)

is_registry(reference) if {
	contains(bare(reference), "/")
	regex.match(`[.:]|^localhost$`, first(reference))
}

first(reference) := split(bare(reference), "/")[0]

# bare is a name without tag and digest.
bare(reference) := regex.replace(without_digest(reference), `:[^:/]*$`, "")

without_digest(reference) := split(reference, "@")[0]

# spellings are a name in all ways that people write it: with its tag and
# without, with the registry and without.
spellings(reference) := {reference} if is_id(reference)

spellings(reference) := (names | {concat("", [n, tag]) | some n in names; tag != ""}) | {reference} if {
	not is_id(reference)
	names := {bare(reference), repository(reference)}
	tag := substring(without_digest(reference), count(bare(reference)), -1)
}
