# METADATA
# description: |
#   How an image was made, step by step, as the history of the image tells it.
#   The classic builder writes "/bin/sh -c #(nop) COPY …" and "/bin/sh -c …",
#   BuildKit "COPY … # buildkit" and "RUN |1 ARG=value /bin/sh -c … # buildkit".
#   The history is what a builder claims: nobody checks it.
# schemas:
#   - input: schema.document
package rummage.lib.history

# steps are the steps, the first one first: the position in the history, the
# instruction, its text without what builders put around it, the variables that
# it sets or was given, the layer that it made, and the builder, as far as these
# are known.
steps := [step |
	input.target.kind == "image"
	some at, entry in input.image.history
	claim := trim_suffix(substring(object.get(entry, "created_by", ""), 0, max_length), " # buildkit")
	parts := parsed(claim)
	step := object.union({"at": at, "layer": object.get(layers, at, ""), "builder": builder(entry)}, parts)
]

builder(entry) := "buildkit" if startswith(object.get(entry, "comment", ""), "buildkit.")

else := "classic" if {
	contains(entry.created_by, "/bin/sh -c #(nop) ")
}

else := ""

# max_length bounds what is read of a step.
max_length := 32768

# runs are the steps that execute a command.
runs := [step | some step in steps; step.instruction == "RUN"]

# location is where a step is in the document.
location(step) := {"config": sprintf("image.history.%d", [step.at])}

# layers are the diff IDs of layers by the position of the step that made them.
# Without one step for each layer it is not known which belongs to which.
layers[at] := input.image.layers[n] if {
	count(_filled) == count(input.image.layers)
	some n, at in _filled
}

_filled := [at | some at, entry in input.image.history; not entry.empty_layer]

# holds_more is the set of positions whose layer can hold what earlier steps did
# as well: builders that make one layer of many steps say of the others that
# they are empty.
holds_more contains min(later) if {
	some step in steps
	step.instruction in {"RUN", "COPY", "ADD"}
	input.image.history[step.at].empty_layer
	later := [at | some at in _filled; at > step.at]
}

# parsed takes a step apart. What no builder of Dockerfiles wrote has the
# instruction "".
parsed(claim) := {"instruction": upper(m[1]), "text": trim_space(m[2]), "variables": _variables(upper(m[1]), m[2])} if {
	m := regex.find_all_string_submatch_n(`^(?s)(?:\|[0-9]+ .*)?/bin/sh -c #\(nop\)\s+([A-Za-z]+)\s*(.*)$`, claim, 1)[0]
}

else := {"instruction": m[1], "text": trim_space(m[2]), "variables": _variables(m[1], m[2])} if {
	m := regex.find_all_string_submatch_n(`^(?s)(COPY|ADD|ENV|ARG|CMD|ENTRYPOINT|EXPOSE|USER|WORKDIR|VOLUME|LABEL|HEALTHCHECK|SHELL|STOPSIGNAL|ONBUILD|MAINTAINER)\s+(.*)$`, claim, 1)[0]
}

else := {"instruction": "RUN", "text": trim_space(_command(m[1])), "variables": _given(m[1])} if {
	m := regex.find_all_string_submatch_n(`^(?s)RUN\s+(.*)$`, claim, 1)[0]
}

else := {"instruction": "RUN", "text": trim_space(_command(claim)), "variables": _given(claim)} if {
	regex.match(`^(\|[0-9]+ |/bin/(ba|a|da)?sh (-\w+ |pipefail )*-\w*c )`, claim)
}

else := {"instruction": "", "text": claim, "variables": []}

_shell := `(?:/[\w/.-]*/)?(?:ba|da|a|z|k)?sh(?:\s+(?:-\w+|pipefail|errexit|nounset|xtrace))*?\s+-\w*c\s+`

# _command is a command without build arguments and without the shell.
_command(text) := m[1] if m := regex.find_all_string_submatch_n(concat("", [`^(?s)(?:\|[0-9]+ .*?)?`, _shell, `(.*)$`]), text, 1)[0]

else := text

# _given are the build arguments that stand before a command.
_given(text) := _assigned(m[1]) if m := regex.find_all_string_submatch_n(concat("", [`^(?s)\|[0-9]+ (.*?)`, _shell]), text, 1)[0]

else := _assigned(text) if startswith(text, "|")

else := []

_variables(instruction, text) := _assigned(text) if instruction in {"ENV", "ARG"}

else := []

_assigned(text) := [{"name": m[1], "value": trim(m[2], `"'`)} |
	some m in regex.find_all_string_submatch_n(`(?:^|\s)(\w+)=("[^"]*"|'[^']*'|\S*)`, text, 100)
]
