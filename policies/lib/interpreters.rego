# METADATA
# description: |
#   Shells and interpreters: which process is one, and what it executes. That is
#   a script, or code on its command line, or what comes in by its standard
#   input.
# schemas:
#   - input: schema.document
package rummage.lib.interpreters

import data.rummage.lib.changes

# is_shell holds for a process that is a shell.
is_shell(p) if kind(p) == "shell"

# is_interpreter holds for a process that is a shell or the interpreter of
# another language.
is_interpreter(p) if kind(p)

# kind is which one it is.
kind(p) := language(name(p))

language(called) := kinds[0] if kinds := [kind | some kind, pattern in patterns; regex.match(pattern, called)]

patterns := {
	"lua": `^lua(jit)?[0-9.-]*$`,
	"node": `^node(js)?[0-9.]*$`,
	"other": `^(tclsh[0-9.]*|Rscript|pwsh|groovy)$`,
	"perl": `^perl[0-9.]*$`,
	"php": `^php[0-9.]*(-?(fpm|cgi))?[0-9.]*$`,
	"python": `^(python|pypy)[0-9.]*[a-z]?$`,
	"ruby": `^j?ruby[0-9.]*$`,
	"shell": `^r?(ba|da|a|z|k|mk|tc|c|fi|hu)?sh[0-9.]*$`,
}

# name is what the process is called by its executable; without that, and for a
# program that is many, by its first argument.
name(p) := changes.base(p.exe) if {
	is_told(p)
	not is_many(p)
}

name(p) := applet(p) if is_many(p)

name(p) := called(p) if {
	not is_told(p)
	not is_many(p)
}

is_told(p) if p.exe != ""

# is_many holds for a program that acts as the command by whose name it is
# called.
is_many(p) if changes.base(p.exe) in {"busybox", "toybox"}

is_many(p) if {
	not is_told(p)
	has_applet_argument(p)
}

called(p) := changes.base(trim_prefix(p.args[0], "-"))

# busybox sh -c … is told by its second argument.
applet(p) := p.args[1] if has_applet_argument(p)

applet(p) := called(p) if not has_applet_argument(p)

has_applet_argument(p) if {
	called(p) in {"busybox", "toybox"}
	p.args[1]
}

# arguments are those that the shell or interpreter itself was given.
arguments(p) := array.slice(p.args, 2, count(p.args)) if {
	is_many(p)
	has_applet_argument(p)
} else := array.slice(p.args, 1, count(p.args))

# valued are options whose value is the next argument.
valued := {
	"lua": {"-l"},
	"node": {"-r", "--require", "--loader", "--experimental-loader", "--import", "-C", "--conditions", "--env-file", "--title"},
	"other": set(),
	"perl": {"-I"},
	"php": {"-d", "-c", "-z", "-t", "-S", "-g", "-y", "--define", "--php-ini", "--fpm-config"},
	"python": {"-W", "-X", "-Q", "--check-hash-based-pycs"},
	"ruby": {"-I", "-r", "-C", "-E"},
	"shell": {"-o", "+o", "-O", "+O", "--rcfile", "--init-file"},
}

# coded are options that give code in place of a script.
coded := {
	"lua": `^-e`,
	"node": `^(-[a-z]*[ep]|--eval|--print)(=|$)`,
	"other": `^(-e|-c|-Command|-enc\w*)$`,
	"perl": `^-[0-9aclnpsTuUvwWX]*[eE]`,
	"php": `^(-[rRBE]|--run$)`,
	"python": `^-[bBdEhiIOPqsSuvVx]*c`,
	"ruby": `^-[0-9aclnpsvwW]*e`,
	"shell": `^-[a-zA-Z]*c[a-zA-Z]*$`,
}

# options are the arguments before the first word.
options(p) := array.slice(arguments(p), 0, word(p)) if word(p)

else := arguments(p)

# word is where the first argument is that is neither an option nor the value
# of one.
word(p) := at[0] if {
	with_value := valued[kind(p)]
	given := arguments(p)
	at := [i |
		some i, argument in given
		not regex.match(`^[-+]`, argument)
		not is_value(given, i, with_value)
	]
}

is_value(given, i, with_value) if given[i - 1] in with_value

# has_code holds when the command line gives code.
has_code(p) if {
	pattern := coded[kind(p)]
	some option in options(p)
	regex.match(pattern, option)
}

# code is the code that the command line gives, as one text.
code(p) := concat(" ", array.slice(given, i + 1, count(given))) if {
	given := arguments(p)
	i := min({i | some i, option in options(p); regex.match(coded[kind(p)], option)})
}

# has_module holds for the name of a module in place of a script.
has_module(p) if {
	kind(p) == "python"
	some option in options(p)
	regex.match(`^-[bBdEhiIOPqsSuvVx]*m`, option)
}

# is_fed holds when the standard input is executed.
is_fed(p) if "-" in options(p)

is_fed(p) if {
	is_shell(p)
	some option in options(p)
	regex.match(`^-[a-zA-Z]*s[a-zA-Z]*$`, option)
}

# is_bare holds for a shell or interpreter with neither code nor a script: it
# executes what comes in. A worker of a service has no options, and a title.
is_bare(p) if {
	shown := invoked(p)
	language(shown)
	not regex.match(`(fpm|cgi)`, shown)
	without_words(p)
}

is_bare(p) if is_fed(p)

invoked(p) := applet(p) if is_many(p)

invoked(p) := called(p) if not is_many(p)

without_words(p) if {
	is_interpreter(p)
	not word(p)
	not has_code(p)
	not has_module(p)
}

# script is the path of the script that is executed.
script(p) := absolute(p, path) if {
	path := arguments(p)[word(p)]
	path != ""
	not has_code(p)
	not has_module(p)
	not is_fed(p)
}

absolute(_, path) := path if startswith(path, "/")

absolute(p, path) := concat("/", [trim_right(p.cwd, "/"), trim_prefix(path, "./")]) if not startswith(path, "/")
