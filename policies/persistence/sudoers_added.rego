# METADATA
# title: Rights of root granted
# description: |
#   A rule of sudo or doas was added that lets an account run every command as
#   root, or run one without a password; or an account was put into the group
#   that may. Whoever holds the account is root when he likes.
# related_resources:
#   - ref: https://attack.mitre.org/techniques/T1548/003/
# schemas:
#   - input: schema.document
# custom:
#   severity: high
#   category: anomaly
#   attack: [T1548.003]
#   cis: []
#   remediation: |
#     Keep the container as evidence before anything else. Find out what the
#     account is and who uses it. Containers need no sudo: start the program as
#     the user that it needs, and use docker exec -u for the rest.
package rummage.persistence.sudoers_added

import data.rummage.lib.changes
import data.rummage.lib.suppress
import data.rummage.lib.texts

files contains c if {
	some path in ["/etc/sudoers", "/usr/local/etc/sudoers", "/etc/doas.conf", "/usr/local/etc/doas.conf"]
	c := changes.at(path)
}

# sudo reads no file there whose name has a dot or ends in a tilde.
files contains c if {
	some dir in ["/etc/sudoers.d", "/usr/local/etc/sudoers.d"]
	some c in changes.under(dir)
	not regex.match(`\.|~$`, changes.base(c.path))
}

files contains c if {
	some c in changes.under("/etc/doas.d")
	endswith(c.path, ".conf")
}

changed contains c if {
	some c in files
	c.kind != "deleted"
	changes.content_changed(c)
	not suppress.packaged(c)
}

findings contains {
	"message": sprintf("%s grants %s", [c.path, concat(" and ", sort({what | some line in lines; some what in grants(line)}))]),
	"severity": severity(c),
	"location": {"path": c.path},
	"evidence": {"lines": texts.shown(lines)},
} if {
	some c in changed
	lines := [line | some line in new(c); count(grants(line)) > 0; not is_usual(c, line)]
	count(lines) > 0
}

# No such rule is that large, or holds such bytes.
findings contains {
	"message": sprintf("%s could not be read as rules of sudo", [c.path]),
	"severity": "medium",
	"location": {"path": c.path},
	"evidence": {"size": c.size},
} if {
	some c in changed
	texts.unread(c)
}

findings contains {
	"message": sprintf("%s was put into the group %s", [member, group]),
	"severity": suppress.lowered(c, "medium"),
	"location": {"path": "/etc/group"},
	"evidence": {"account": member, "group": group},
} if {
	c := changes.at("/etc/group")
	texts.compared(c)
	some [group, member] in (members(texts.of(c)) - members(texts.was(c)))
	member != "root"
}

members(text) := {[fields[0], member] |
	some line in split(text, "\n")
	fields := split(trim_space(line), ":")
	count(fields) == 4
	fields[0] in {"sudo", "wheel", "admin"}
	some member in split(fields[3], ",")
	member != ""
}

# new are the rules that the image does not have. A number sign begins a comment,
# unless a user ID or the name of a file follows.
new(c) := texts.fresh(rules(texts.of(c)), rules(texts.was(c)))

rules(text) := [rule |
	some line in split(regex.replace(text, `\\\n\s*`, " "), "\n")
	rule := trim_space(line)
	not regex.match(`^$|^#(?:[^0-9i]|i(?:[^n]|n[^c]))|^#$`, rule)
]

grants(rule) := {what |
	some what, patterns in granting
	some pattern in patterns
	regex.match(pattern, rule)
	not regex.match(`^(?:User|Runas|Host|Cmnd|Cmd)_Alias\s`, rule)
}

granting := {
	"every command": [`^[^=\s]+[^=]*=\s*(?:\([^)]*\)\s*)?(?:[A-Z_]+:\s*)*(?:[^!]*,\s*)?ALL\s*$`, `^permit\b(?:\s+(?:persist|nopass|keepenv|setenv\s*\{[^}]*\}))*\s+[^\s]+(?:\s+as\s+\S+)?$`],
	"commands without a password": [`^[^=]+=.*\bNOPASSWD\s*:`, `^Defaults\S*\s.*!\s*authenticate\b`, `^permit\b.*\snopass\b`],
	"what a file elsewhere says": [`^[#@]include(?:dir)?\s+"?/(?:[^eu]|e[^t]|u[^s]|usr/[^l])`],
}

# is_usual holds for the rules that come with sudo.
is_usual(_, rule) if regex.match(`^root\s`, rule)

is_usual(_, rule) if regex.match(`^permit\s+(?:(?:persist|nopass|keepenv)\s+)*root(?:\s+as\s+\S+)?$`, rule)

is_usual(c, rule) if {
	regex.match(`^%(?:sudo|wheel|admin)\s+ALL\s*=\s*\(ALL(?:\s*:\s*ALL)?\)\s*ALL$`, rule)
	came_with_package(c)
}

came_with_package(c) if not texts.compared(c)

came_with_package(c) if {
	c.kind == "added"
	suppress.transaction
}

severity(c) := "medium" if {
	not texts.compared(c)
	not suppress.at_start(c)
}

else := suppress.lowered(c, "high")
