# METADATA
# title: Container's own program changed
# description: |
#   A file that the container starts with, or that its health check runs, has
#   other content than in the image, or is hidden behind one of its name that
#   is found earlier in PATH. It runs again with every start, as the service
#   itself.
# related_resources:
#   - ref: https://attack.mitre.org/techniques/T1525/
# schemas:
#   - input: schema.document
# custom:
#   severity: high
#   category: anomaly
#   attack: [T1525, T1554]
#   cis: []
#   remediation: |
#     Keep the container as evidence before anything else. Do not restart it:
#     that runs the file. Compare the file with the image's, and make the
#     container anew.
package rummage.persistence.entrypoint_modified

import data.rummage.lib.changes
import data.rummage.lib.programs
import data.rummage.lib.suppress

findings contains {
	"message": sprintf("%s, with which the container %s, %s", [c.path, purpose, how(c)]),
	"severity": suppress.lowered(c, "high"),
	"location": {"path": c.path},
	"evidence": {
		"command": [substring(word, 0, 300) | some word in array.slice(command, 0, 10)],
		"sha256": object.get(c, "sha256", ""), "link_target": object.get(c, "link_target", ""),
	},
} if {
	some purpose, command in commands
	some c in started(command)
}

commands["starts"] := array.concat(input.config.entrypoint, input.config.cmd)

commands["checks its health"] := test if {
	test := input.config.healthcheck.test
	test[0] in {"CMD", "CMD-SHELL"}
}

# started are the changed files among what a command runs: all that its words
# stand for, but for data that is handed to programs.
started(command) := {c |
	some word in words(command)
	some path in paths(word)
	c := changes.at(path)
	c.kind == "modified"
	is_other(c)
	not suppress.packaged(c)
	is_program(c)
} | {c | c := shadow(command)}

# words are those of the command, and of what a shell is given to run.
words(command) := {word |
	some argument in command
	some word in regex.split("[\\s;&|(){}\"'`<>]+", argument)
	regex.match(`^[\w./@+-]+$`, word)
}

# paths are those that a word may stand for: a name is looked for in PATH, and
# in the working directory, where interpreters look for scripts.
paths(word) := programs.candidates(word) if startswith(word, "/")

paths(word) := [concat("/", [trim_right(directory, "/"), trim_prefix(word, "./")])] if regex.match(`^[^/]+/`, word)

paths(word) := array.concat(programs.candidates(word), [concat("/", [trim_right(directory, "/"), word])]) if {
	not contains(word, "/")
	word != ""
}

default directory := "/"

directory := input.config.working_dir if startswith(input.config.working_dir, "/")

is_other(c) if {
	c.type == "file"
	changes.content_changed(c)
}

# A program that was replaced by a link.
is_other(c) if {
	c.type == "symlink"
	c.was.type == "file"
	not suppress.transaction
}

is_program(c) if changes.is_executable(c)

is_program(c) if c.type == "symlink"

is_program(c) if regex.match(`\.(sh|bash|py|js|mjs|cjs|ts|rb|php|pl|lua|jar|war)$`, c.path)

# shadow is a program that was added under the name that the command begins
# with: the container could not have been started without another of that name.
shadow(command) := c if {
	c := programs.changed(command[0])
	c.kind == "added"
	not contains(command[0], "/")
	changes.is_executable(c)
}

how(c) := "has other content than in the image" if c.kind == "modified"

how(c) := "was added before the image's in PATH" if c.kind == "added"
