# METADATA
# description: |
#   What a line of a script, a job or a setting does that nothing there should
#   do, told by its text.
package rummage.lib.acts

import data.rummage.lib.commands
import data.rummage.lib.processes
import data.rummage.lib.shells

# of says what a command does that it should not, in words that follow a name.
of(command) := {act |
	some act, done in {
		"downloads something": is_download(command),
		"executes what it decodes": is_decoding(command),
		odd_place: is_odd_place(command),
		"ties a shell to the network": is_remote_shell(command),
	}
	done
}

odd_place := "runs a program from a temporary or hidden place"

default is_download(_) := false

is_download(command) if commands.downloads_and_runs(command)

is_download(command) if {
	commands.downloads(command)
	keeps(command)
	not is_local(command)
}

# keeps holds when what is fetched goes into a file or to another command: a
# call that only tells a service that a job has run does neither.
keeps(command) if regex.match(`[^|]\|\s*[^|\s]|\$\(|\x60|<\(`, command)

keeps(command) if regex.match(`\s(?:-\w*o\s*|--output[\s=]+|--output-document[\s=]+)["']?(?:[^-/\s"']|/[^d\s]|/d[^e\s])`, command)

keeps(command) if regex.match(`\bcurl(?:\s[^|;&]*)?\s(?:-[a-zA-Z]*O|--remote-name)`, command)

keeps(command) if regex.match(`[^0-9&]>>?\s*["']?(?:[^&/\s]|/[^d\s]|/d[^e\s]|/dev/[^n])`, command)

keeps(command) if {
	regex.match(`\b(?:wget|fetch|aria2c|axel|tftp|ftpget)\s`, command)
	not regex.match(`\s(?:--spider|-\w*O\s*-|-\w*O\s*/dev/null|--output-document[\s=]+(?:-|/dev/null))(?:\s|$)`, command)
}

# is_local holds when all addresses are the container's own.
is_local(command) if {
	addresses := regex.find_n(`[a-z]+://[^\s"'|;&)]+`, command, -1)
	count(addresses) > 0
	every address in addresses { regex.match(`^[a-z]+://(?:[^@/]*@)?(?:localhost|127\.[0-9.]+|\[::1\])(?:[:/?]|$)`, address) }
}

default is_decoding(_) := false

is_decoding(command) if commands.decodes_and_runs(command)

default is_remote_shell(_) := false

is_remote_shell(command) if count(shells.ways(command)) > 0

default is_odd_place(_) := false

is_odd_place(command) if {
	some path in paths_run(command)
	is_odd(path)
}

is_odd_place(command) if regex.match(
	`\bcd\s+["']?(?:/tmp|/var/tmp|/dev/shm)\S*\s*(?:&&|;)\s*(?:\S*sh\s+|nohup\s+)?\./`,
	command,
)

# is_odd holds for a path in a place for temporary files, or hidden where no
# known tool is.
is_odd(path) if {
	processes.is_odd_place(path)
	not is_tool(path)
}

# is_tool holds for what tools put into home directories for shells to read and
# jobs to run.
is_tool(path) if {
	some part in split(path, "/")
	regex.match(`^\.(bash|zsh|fzf|asdf|acme\.sh|aliases|atuin|bun|deno|exports|functions|git-(completion|prompt)|gvm|iterm2|jenv|nodenv|oh-my-|p10k|phpbrew|rvm|sdkman|starship|swiftly|volta)`, part)
}

# paths_run are the paths of what a command runs, as far as it says them.
paths_run(command) := {path |
	some part in parts(command)
	path := expanded(program(part))
	startswith(path, "/")
}

# parts are the simple commands that a line is made of.
parts(command) := [trim_space(part) |
	some part in regex.split(`\|\|?|&&?|;|\$\(|<\(|\x60|\b(?:then|do|else)\s`, command)
]

# program is what a simple command runs: its first word, or the script that an
# interpreter is given.
program(part) := trim_space(regex.find_all_string_submatch_n(_program, part, 1)[0][1])

_program := concat("", [
	`^(?:(?:sudo(?:\s+-\S+)*|exec|nohup|setsid|env|command|builtin|time|nice(?:\s+-n)?(?:\s+-?[0-9]+)?|ionice(?:\s+-\S+)*|busybox|!|[({]|if|while|until|\w+=\S*)\s+|\()*`,
	`(?:["']?(?:\S*/)?(?:(?:ba|da|a|z|k)?sh|python[0-9.]*|perl|php[0-9.]*|node|ruby|lua[0-9.]*|source|\\?\.)\s+(?:-[a-zA-Z]+\s+)*)*`,
	`["']?(\S[^\s"';&|)<>]*)`,
])

# expanded is a path with a home directory in place of what stands for one.
expanded(path) := regex.replace(path, `^(?:~|\$HOME|\$\{HOME\})/`, "/root/")
