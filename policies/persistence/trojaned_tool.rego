# METADATA
# title: Tool of the administrator replaced
# description: |
#   A program by which people look at a system or log in (ps, top, ls, netstat,
#   ss, lsof, crontab, ldd, ssh, sshd, curl, wget) was replaced, hidden behind
#   one of its name that is found earlier in PATH, or made an alias of something
#   else. Such a tool does not show what the intruder does, or tells him what
#   is typed into it.
# related_resources:
#   - ref: https://attack.mitre.org/techniques/T1554/
# schemas:
#   - input: schema.document
# custom:
#   severity: critical
#   category: anomaly
#   attack: [T1554, T1574.007, T1564]
#   cis: []
#   remediation: |
#     Keep the container as evidence before anything else. Believe nothing that
#     the tool says: look with docker top and from the host. Compare the file
#     with the image's.
package rummage.persistence.trojaned_tool

import data.rummage.lib.acts
import data.rummage.lib.changes
import data.rummage.lib.links
import data.rummage.lib.profiles
import data.rummage.lib.programs
import data.rummage.lib.suppress
import data.rummage.lib.texts

# tools are the directories in which systems have them.
tools := object.union(
	{name: {"/bin", "/usr/bin"} | some name in ["ps", "top", "netstat", "ls", "crontab", "ldd", "ssh", "curl", "wget"]},
	{"ss": programs.system, "lsof": programs.system, "sshd": {"/sbin", "/usr/sbin"}},
)

# seldom are the tools that images often lack, so that somebody may have
# brought one.
seldom := {"curl", "wget", "ssh", "ss", "lsof", "netstat"}

# placed are the added and modified files of these names that are found by PATH.
placed contains c if {
	some name, _ in tools
	some c in changes.named(name)
	c.kind in {"added", "modified"}
	dir := changes.dir(c.path)
	dir in (programs.system | {d | some d in programs.path})
	not suppress.packaged(c)
	not is_managed(c, dir)
}

# is_managed holds for what conda, Homebrew and Nix install.
is_managed(_, dir) if {
	endswith(dir, "/bin")
	count(changes.under(concat("", [trim_suffix(dir, "/bin"), "/conda-meta"]))) > 0
}

is_managed(c, _) if regex.match(`^(?:/nix/store/|(?:.*/)?Cellar/)`, c.link_target)

findings contains {
	"message": sprintf("%s is not the image's", [c.path]),
	"severity": suppress.lowered(c, replaced_severity(c)),
	"location": {"path": c.path},
	"evidence": evidence(c),
} if {
	some c in placed
	c.kind == "modified"
	is_other(c)
}

findings contains {
	"message": sprintf("%s is found before the system's %s", [c.path, name]),
	"severity": suppress.lowered(c, shadow_severity(c, name)),
	"location": {"path": c.path},
	"evidence": evidence(c),
} if {
	some c in placed
	c.kind == "added"
	is_other(c)
	name := changes.base(c.path)
	is_first(changes.dir(c.path), tools[name])
}

# is_other holds for a program that is not the image's, and for a link that does
# not lead to a program that is meant to stand for many.
is_other(c) if {
	changes.is_executable(c)
	changes.content_changed(c)
}

is_other(c) if {
	c.type == "symlink"
	changes.content_changed(c)
	not leads_to_same(c)
}

leads_to_same(c) if {
	links.is_settled(c)
	regex.match(`^(?:busybox|toybox|coreutils|sbase-box|uutils)`, changes.base(c.link_target))
}

leads_to_same(c) if {
	links.is_settled(c)
	startswith(changes.base(c.link_target), changes.base(c.path))
}

leads_to_same(c) if {
	links.is_settled(c)
	suppress.transaction
}

# is_first holds for a directory of PATH that comes before all that a system
# would have the tool in.
is_first(dir, usual) if {
	not dir in usual
	at := min([i | some i, d in programs.path; d == dir])
	every i, d in programs.path {
		not is_usual_before(i, d, at, usual)
	}
}

is_usual_before(i, dir, at, usual) if {
	i < at
	dir in usual
}

# Without the image at hand the file may only have been touched.
replaced_severity(c) := "critical" if c.was

else := "high"

shadow_severity(c, name) := "high" if {
	name in seldom
	not c.interpreter
	c.type == "file"
}

else := "critical"

evidence(c) := {
	"sha256": object.get(c, "sha256", ""), "interpreter": object.get(c, "interpreter", ""),
	"link_target": object.get(c, "link_target", ""), "size": object.get(c, "size", 0),
}

findings contains {
	"message": sprintf("%s makes %s something else", [c.path, name]),
	"severity": suppress.lowered(c, "critical"),
	"location": {"path": c.path},
	"evidence": {"lines": texts.shown([line])},
} if {
	some c in profiles.changed
	some line in texts.new(c)
	[name, value] := profiles.alias(line)
	tools[name]
	is_deceit(value)
}

findings contains {
	"message": sprintf("%s makes %s something else", [c.path, found[1]]),
	"severity": suppress.lowered(c, "critical"),
	"location": {"path": c.path},
	"evidence": {"lines": texts.shown(split(found[0], "\n"))},
} if {
	some c in profiles.changed
	some found in regex.find_all_string_submatch_n(function, texts.of(c), 20)
	not contains(texts.was(c), found[0])
	is_spying(found[2])
}

function := concat("", [
	`(?m)^[ \t]*(?:function[ \t]+)?(`, concat("|", sort(object.keys(tools))), `)[ \t]*\([ \t]*\)[ \t\n]*\{((?s:.*?))(?:^[ \t]*\}|;[ \t]*\})`,
])

# is_deceit holds for the value of an alias that does more, or something else,
# than the tool.
is_deceit(value) if is_spying(value)

is_deceit(value) if {
	some part in regex.split(`\|`, value)
	regex.match(`;|&&|\$\(|\x60`, part)
}

is_deceit(value) if changes.base(acts.program(value)) in {"true", "false", ":", "echo", "printf", "cat"}

# is_spying holds for commands that leave out lines of what the tool shows, keep
# what is typed into it, or run what was added.
is_spying(commands) if regex.match(`\|\s*(?:\S*/)?[ef]?grep\s+(?:-\w+\s+|--\S+\s+)*(?:-\w*v|--invert-match)|\|\s*(?:\S*/)?(?:sed|awk|gawk|perl)\s`, commands)

is_spying(commands) if regex.match(`\b(?:strace|ltrace|ttyrec|tee)\s|\bscript\s+-`, commands)

is_spying(commands) if {
	some line in split(commands, "\n")
	count(acts.of(line) - {"downloads something"}) > 0
}

is_spying(commands) if {
	some line in split(commands, "\n")
	some part in acts.parts(trim_space(line))
	name := acts.program(part)
	not changes.base(name) in likes
	changes.is_executable(programs.changed(name))
}

# likes are programs that people like better than the tools.
likes := {
	"eza", "exa", "lsd", "colorls", "gls", "htop", "btop", "btm", "gotop", "glances", "procs", "curlie", "http", "xh", "wget2", "aria2c",
	"mosh", "autossh", "kitty", "kitten", "grc",
}
