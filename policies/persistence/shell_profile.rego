# METADATA
# title: Shell's start-up file changed
# description: |
#   A file that shells read when they start was changed so that it runs
#   something: it downloads or decodes, starts a program that was added or lies
#   in an odd place, leaves something in the background, or loads a library
#   into every program. It runs again whenever somebody opens a shell, and with
#   his rights. What installers of tools write (nvm, conda, rustup) does none
#   of that.
# related_resources:
#   - ref: https://attack.mitre.org/techniques/T1546/004/
# schemas:
#   - input: schema.document
# custom:
#   severity: high
#   category: anomaly
#   attack: [T1546.004]
#   cis: []
#   remediation: |
#     Keep the container as evidence before anything else. Open no shell in
#     it: that would run what was written. Read the file from the host, and
#     find what it starts.
package rummage.persistence.shell_profile

import data.rummage.lib.acts
import data.rummage.lib.changes
import data.rummage.lib.homes
import data.rummage.lib.links
import data.rummage.lib.places
import data.rummage.lib.profiles
import data.rummage.lib.programs
import data.rummage.lib.suppress
import data.rummage.lib.texts

findings contains {
	"message": sprintf("%s, which shells read, %s", [c.path, concat(" and ", sort(deeds))]),
	"severity": severity(c, deeds),
	"location": {"path": c.path},
	"evidence": {"lines": texts.shown(lines)},
} if {
	some c in profiles.changed
	lines := [line | some line in texts.new(c); count(does(c, line)) > 0]
	deeds := {deed | some line in lines; some deed in does(c, line)}
	count(deeds) > 0
}

findings contains {
	"message": sprintf("%s, which shells read, was made a link to %s", [c.path, c.link_target]),
	"severity": suppress.lowered(c, "high"),
	"location": {"path": c.path},
	"evidence": {"link_target": c.link_target},
} if {
	some c in profiles.changed
	c.type == "symlink"
	acts.is_odd(links.target(c))
}

# No such file is that large, or holds such bytes.
findings contains {
	"message": sprintf("%s, which shells read, could not be read as text", [c.path]),
	"severity": suppress.lowered(c, "medium"),
	"location": {"path": c.path},
	"evidence": {"size": c.size},
} if {
	some c in profiles.changed
	texts.unread(c)
}

# does says what a line does that nobody's settings do.
does(c, line) := {deed |
	some deed, done in {
		runs_added: is_added(c, line),
		"leaves something in the background": is_background(line),
		"loads a library into every program": is_preload(line),
		"looks for programs in a temporary or hidden place": is_odd_path(c, line),
		keeps_no_history: is_forgetful(line),
		runs_program: is_program(line),
	}
	done
} | (acts.of(command(line)) - not_yet(line))

runs_added := "runs a program that was added"

runs_program := "runs a program"

keeps_no_history := "keeps no history"

# command is what of a line is run: of an alias or of a variable that holds a
# command, its value.
command(line) := profiles.alias(line)[1] if profiles.alias(line)

else := profiles.setting(line)[1] if profiles.setting(line)[0] in commands

else := line

commands := {
	"PROMPT_COMMAND", "BASH_ENV", "ENV", "SHELL", "PAGER", "MANPAGER", "EDITOR", "VISUAL", "LESSOPEN", "GIT_SSH", "GIT_SSH_COMMAND",
	"GIT_ASKPASS", "SSH_ASKPASS", "SUDO_ASKPASS",
}

# An alias downloads when somebody uses it, as he means to.
not_yet(line) := {"downloads something"} if profiles.alias(line)

else := set()

default is_added(_, _) := false

is_added(c, line) if {
	not is_convenience(line)
	some part in acts.parts(command(line))
	not introduces(part)
	name := expanded(c, acts.program(part))
	not is_tool(name)
	added := programs.changed(name)
	is_run(added, part)
}

# is_convenience holds for a short name of a program, or one for a program that
# somebody likes better, and for the programs that others are told to use: they
# run when they are asked for.
is_convenience(line) if {
	[name, value] := profiles.alias(line)
	not name in {"sudo", "su", "doas", "passwd", "login", "id", "who", "w", "last", "history", "exit", "kill"}
	not regex.match(`[;&]`, value)
}

is_convenience(line) if profiles.setting(line)[0] in (commands - {"PROMPT_COMMAND", "BASH_ENV", "ENV", "SHELL"})

# A file that is only read in need not be executable.
is_run(added, _) if changes.is_executable(added)

is_run(_, part) if regex.match(`^(?:source|\\?\.)\s`, part)

# introduces holds for tools that say how they want to be set up.
introduces(part) if regex.match(`^\S+["']?\s+["']?(?:\S+\s+)?(?:init|hook|activate|shellenv|env|completions?|shell(?:\.\w+)?|--init|--cmd|direnv)\b`, part)

# is_tool holds for what tools put into home directories and have shells read.
is_tool(path) if acts.is_tool(path)

is_tool(path) if {
	some part in split(path, "/")
	part in (homes.known | places.usual_hidden)
}

# expanded is a path with the home directory that the file lies in.
expanded(c, path) := regex.replace(path, `^(?:~|\$HOME|\$\{HOME\})/`, concat("", [changes.dir(c.path), "/"]))

default is_background(_) := false

is_background(line) if {
	not profiles.alias(line)
	regex.match(`(?:^|[^&>|<\\])&\s*(?:disown\b[^;]*|[)};]|fi|done|\s)*$|\b(?:nohup|setsid)\s+\S`, line)
}

default is_preload(_) := false

is_preload(line) if {
	some found in regex.find_all_string_submatch_n(`\b(?:LD_PRELOAD|LD_AUDIT)(?:=|\s)\s*["']?([^\s"';]+)`, line, -1)
	not is_allocator(found[1])
}

is_preload(line) if regex.match(`\b(?:LD_PRELOAD|LD_AUDIT|LD_LIBRARY_PATH)=[^;]*(?:/tmp|/var/tmp|/dev/shm)\b`, line)

# Allocators of memory are loaded that way.
is_allocator(path) if {
	regex.match(`^(?:/usr(?:/local)?/lib(?:64)?/[\w./-]*)?lib(?:jemalloc|tcmalloc|mimalloc)[\w.-]*\.so[.0-9]*$`, path)
	not programs.changed(path)
}

default is_odd_path(_, _) := false

is_odd_path(c, line) if {
	[name, value] := profiles.setting(line)
	name in {"PATH", "path", "fish_user_paths"}
	some dir in regex.split(`[:\s]`, value)
	path := expanded(c, dir)
	acts.is_odd(concat("", [path, "/x"]))
	not is_tool(path)
}

default is_forgetful(_) := false

is_forgetful(line) if regex.match(
	`\bunset\s+(?:-\w+\s+)?HISTFILE\b|\bHISTFILE=["']?(?:/dev/null)?["']?\s*(?:;|$)|\bHIST(?:FILE)?SIZE=["']?0\b|\bset\s+\+o\s+history\b`,
	line,
)

# is_program holds for a program that is called by its path, for its effects and
# not for what it prints.
default is_program(_) := false

is_program(line) if {
	not profiles.alias(line)
	some part in regex.split(`&&|\|\|?|;|\b(?:then|do|else)\s`, line)
	regex.match(`^\s*(?:(?:sudo(?:\s+-\S+)*|exec|command)\s+)?["']?/[^\s"'(]+["']?(?:\s|$)`, part)
	not regex.match(`/(?:ba|da|a|z|k|fi)?sh["']?(?:\s+-[il]+)*\s*$|^\s*\S+\)`, part)

	# What the homes of new accounts are filled with, and what greets.
	not regex.match(`^\s*/(?:usr/)?(?:s?bin|games)/(?:clear_console|lesspipe|dircolors|id|tty|stty|mesg|tput|clear|cat|hostname|uname|uptime|fortune|neofetch)(?:\s|$)`, part)
}

severity(c, deeds) := suppress.lowered(c, "high") if count(deeds - {runs_program, keeps_no_history}) > 0

else := "low" if not texts.compared(c)

else := suppress.lowered(c, "medium")
