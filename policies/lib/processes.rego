# METADATA
# description: What a process runs.
# schemas:
#   - input: schema.document
package rummage.lib.processes

import data.rummage.lib.changes
import data.rummage.lib.commands
import data.rummage.lib.homes
import data.rummage.lib.places

# acting is the set of processes whose arguments say what they do. That of a
# tool which only looks for or shows text says what it looks for.
acting contains p if {
	some p in input.processes
	count(p.args) > 0
	not commands.searches(p.args)
}

# program is the path of the executable; empty when it is not known.
program(p) := object.get(p, "exe", "")

# script is the path of the script that an interpreter runs.
script(p) := path if {
	is_interpreter(p)
	arguments := array.slice(p.args, 1, count(p.args))
	words := [i | some i, argument in arguments; not startswith(argument, "-")]
	at := words[0]
	not takes_code(p, array.slice(arguments, 0, at))
	path := absolute(p, arguments[at])
}

is_interpreter(p) if regex.match(
	`^(ba|da|a|z|k)?sh$|^busybox$|^python[0-9.]*$|^perl[0-9.]*$|^php[0-9.-]*(fpm|cgi)?[0-9.]*$|^ruby[0-9.]*$|^node(js)?$|^lua[0-9.]*$|^tclsh|^Rscript$`,
	changes.base(interpreter(p)),
)

# interpreter is the executable, or without that the first argument.
interpreter(p) := p.exe if program(p) != ""

else := trim_prefix(p.args[0], "-")

# takes_code holds when an option before the first word gives code, or the name
# of a module, in place of a script.
takes_code(_, options) if {
	some option in options
	regex.match(`^-[a-zA-Z]*c$`, option)
}

takes_code(p, options) if {
	some option in options
	regex.match(`^-[a-zA-Z]*[emrp]$|^--(eval|print)$`, option)
	not regex.match(`^(ba|da|a|z|k)?sh$`, changes.base(interpreter(p)))
}

absolute(_, name) := name if startswith(name, "/")

absolute(p, name) := concat("/", [trim_right(p.cwd, "/"), trim_prefix(name, "./")]) if not startswith(name, "/")

# runs are the paths of what a process executes: its program, and its script.
runs(p) := {path | path := program(p); path != ""} | {path | path := script(p)}

# is_odd_place holds for a path in a directory for temporary files, or below a
# hidden one that no known tool makes.
is_odd_place(path) if {
	places.is_temporary(path)
	not places.extracted(path)
	not regex.match(`^/(var/)?run/(s6|service|user-services|docker|runit)`, path)
}

is_odd_place(path) if {
	some part in split(path, "/")
	regex.match(`^\.[^/]`, part)
	part != ".."
	not part in homes.known
	not part in places.usual_hidden
	not places.extracted(path)
}
