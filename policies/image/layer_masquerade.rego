# METADATA
# title: Layer holds what its step does not make
# description: |
#   The history says what each layer is from, and nobody checks it: who changes
#   an image can leave the history as it was. A layer is told of that holds
#   files although its step only sets something, files beside the place to
#   which its step copies, or programs of no package although its step only
#   installs packages. Layers of builders that put several steps into one are
#   not judged, and neither are steps that say too little.
# related_resources:
#   - ref: https://attack.mitre.org/techniques/T1525/
# schemas:
#   - input: schema.document
# custom:
#   severity: high
#   category: anomaly
#   attack: [T1525, T1036]
#   cis: []
#   remediation: |
#     Do not run the image. Take the layer apart, and compare it with what the
#     step makes when it is built again. Find out who pushed the image, and
#     what else that account pushed.
package rummage.image.layer_masquerade

import data.rummage.lib.changes
import data.rummage.lib.files
import data.rummage.lib.history
import data.rummage.lib.links

findings contains {
	"message": sprintf("the layer of step %d (%s) holds %s: %s", [step.at + 1, step.instruction, shown(strange), says[step.instruction]]),
	"location": {"layer": step.layer},
	"evidence": {"step": substring(step.text, 0, 300), "files": count(strange), "examples": array.slice(sort(strange), 0, 10)},
} if {
	object.get(input.image, "os", "linux") != "windows"
	some step in history.steps
	step.layer != ""
	not step.at in history.holds_more
	strange := {f.path | some f in unexplained(step)}
	count(strange) > 0
}

shown(paths) := sort(paths)[0] if count(paths) == 1

else := sprintf("%s and %d other files", [sort(paths)[0], count(paths) - 1])

says["COPY"] := "it copies to another place"

says["ADD"] := "it adds to another place"

says["RUN"] := "it only installs packages, and they are of none"

says[instruction] := "it makes no files" if some instruction in settings

# settings are the instructions that write no file. A builder that makes one
# layer in the end calls it by the last step, whatever that is: see builder.
settings := {
	"ENV", "ARG", "CMD", "ENTRYPOINT", "EXPOSE", "USER", "LABEL", "HEALTHCHECK", "SHELL", "STOPSIGNAL", "ONBUILD", "MAINTAINER", "VOLUME", "WORKDIR",
}

unexplained(step) := [f | some f in files.in_layer(step.layer); not is_of_engine(f.path)] if {
	step.instruction in settings
	step.builder != ""
}

unexplained(step) := [f |
	some f in files.in_layer(step.layer)
	not is_below(f.path, places)
	not is_of_engine(f.path)
] if {
	step.instruction in {"COPY", "ADD"}
	places := {alias | some place in destinations(step); some alias in aliases(place)}
	count(places) > 0
	not holds_all(step.layer, places)
}

unexplained(step) := [f |
	some f in files.unowned_in_layer(step.layer)
	not f.deleted_in
	is_program(f)
	not is_made(f.path)
] if {
	step.instruction == "RUN"
	installs_only(step.text)
	packages_are_known
}

# is_of_engine holds for what engines put into the containers of a build.
is_of_engine(path) if regex.match(`^/(etc/(hosts|hostname|resolv\.conf|mtab)|\.dockerenv|run/(\.containerenv|secrets)|(dev|proc|sys)/.*)$`, path)

holds_all(layer, places) if {
	some place in places
	files.count_in_layer(layer, place) == files.count_in_layer(layer, "/")
}

is_below(path, places) if path in places

is_below(path, places) if {
	some place in places
	startswith(path, concat("", [trim_right(place, "/"), "/"]))
}

# destinations are the places to which a step may copy: the last word, and since
# a name may have blanks, all that begins with a slash. There is none when the
# place cannot be told.
destinations(step) := {absolute(step, words[count(words) - 1])} | {concat(" ", array.slice(words, i, count(words))) |
	some i, word in words
	i > 0
	startswith(word, "/")
} if {
	words := [word | some word in regex.split(`\s+`, step.text); word != ""; not startswith(word, "--")]
	count(words) > 1
	not regex.match(`[$"\[\]\\]|\.\.`, step.text)
}

absolute(step, word) := clean(word) if startswith(word, "/")

else := clean(concat("/", [workdirs[count(workdirs) - 1], word])) if {
	workdirs := [before.text | some before in history.steps; before.at < step.at; before.instruction == "WORKDIR"]
	startswith(workdirs[count(workdirs) - 1], "/")
}

clean(path) := concat("", ["/", concat("/", [part | some part in split(path, "/"); not part in {"", "."}])])

# aliases are a place, and where links lead from it.
aliases(place) := {place, merged(place)} | {clean(concat("/", [links.target(f), rest])) |
	parts := split(place, "/")
	some n in numbers.range(1, count(parts))
	f := files.at(concat("/", array.slice(parts, 0, n)))
	f.type == "symlink"
	rest := concat("/", array.slice(parts, n, count(parts)))
}

merged(place) := regex.replace(regex.replace(place, `^/(s?bin|lib(?:64|32)?)(/|$)`, "/usr/$1$2"), `^/var/run(/|$)`, "/run$1")

# installs_only holds for a command that calls package managers, and does
# nothing else that makes a program.
installs_only(text) if {
	not regex.match("[|`<]|\\$\\(", regex.replace(text, `\|\|`, ";"))
	parts := regex.split(`&&|\|\||;|\n`, text)
	every part in parts { regex.match(step_of_installation, trim_space(part)) }
	some part in parts
	regex.match(`\b(apt-get|apt|apk)\s[^;&]*\b(install|add|upgrade)\b`, part)
}

step_of_installation := concat("", [
	`^$|^(set|true|:|cd|rm|mkdir|ldconfig|update-ca-certificates)(\s|$)|^export\s+\w+=\S*$|^find\s+/\S+\s.*-delete$|`,
	`^(\w+=\S+\s+)*(apt-get|apt|apk|apt-mark|aptitude)\s`,
])

# packages_are_known holds when the files of the package manager itself are
# known to be a package's, so that those of others are known too.
packages_are_known if {
	some path in ["/usr/bin/dpkg", "/sbin/apk", "/usr/bin/apk", "/usr/sbin/apk"]
	files.at(path).package != ""
}

is_program(f) if {
	changes.is_elf(f)
	f.magic != "application/x-object"
}

is_program(f) if {
	f.interpreter
	regex.match(`^/(usr/)?(local/)?s?bin/`, f.path)
}

# is_made holds for what the scripts of packages build or put aside.
is_made(path) if regex.match(`(?i)\.(eln|pyc|elc|ko|distrib|diverted|real|dpkg-\w+)$|^/usr/sbin/policy-rc\.d$`, path)
