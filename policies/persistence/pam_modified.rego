# METADATA
# title: Authentication changed
# description: |
#   A PAM module was added or replaced, or the list of modules by which sshd,
#   su, sudo or login ask who somebody is was changed, other than by a package.
#   A module sees every password, and one line is enough to let anybody in.
# related_resources:
#   - ref: https://attack.mitre.org/techniques/T1556/003/
# schemas:
#   - input: schema.document
# custom:
#   severity: critical
#   category: anomaly
#   attack: [T1556.003]
#   cis: []
#   remediation: |
#     Keep the container as evidence before anything else. Take the passwords
#     that were typed in it for known to others, and change them. Compare the
#     modules and /etc/pam.d with the image's.
package rummage.persistence.pam_modified

import data.rummage.lib.changes
import data.rummage.lib.links
import data.rummage.lib.suppress
import data.rummage.lib.texts

# modules are those that the image does not have, and no package brought.
modules contains c if {
	some lib in ["/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib"]
	some sub in ["", "/x86_64-linux-gnu", "/aarch64-linux-gnu", "/arm-linux-gnueabihf", "/arm-linux-gnueabi", "/i386-linux-gnu", "/powerpc64le-linux-gnu", "/s390x-linux-gnu", "/riscv64-linux-gnu"]
	some c in changes.under(concat("", [lib, sub, "/security"]))
	endswith(c.path, ".so")
	c.kind != "deleted"
	c.type in {"file", "symlink"}
	changes.content_changed(c)
	not suppress.packaged(c)
	not links.is_settled(c)
}

findings contains {
	"message": sprintf("the PAM module %s was %s", [c.path, c.kind]),
	"severity": suppress.lowered(c, module_severity(c)),
	"location": {"path": c.path},
	"evidence": {"sha256": object.get(c, "sha256", ""), "link_target": object.get(c, "link_target", "")},
} if {
	some c in modules
}

# Without the image at hand the file may only have been touched.
module_severity(c) := "high" if {
	c.kind == "modified"
	not c.was
}

else := "critical"

settings contains c if {
	some c in array.concat(changes.under("/etc/pam.d"), [c | c := changes.at("/etc/pam.conf")])
	c.kind != "deleted"
	c.type in {"file", "symlink"}
	changes.content_changed(c)
	not suppress.packaged(c)
	not links.is_settled(c)
	not regex.match(`\.(dpkg|ucf|apk|rpm|pam)-?\w+$|~$`, c.path)
}

findings contains {
	"message": sprintf("%s %s", [c.path, concat(" and ", sort(reasons))]),
	"severity": suppress.lowered(c, "critical"),
	"location": {"path": c.path},
	"evidence": {"added": texts.shown(lines)},
} if {
	some c in settings
	lines := [line | some line in added(c); count(odd(line)) > 0]
	reasons := {reason | some line in lines; some reason in odd(line)}
	count(reasons) > 0
}

findings contains {
	"message": sprintf("%s was %s", [c.path, c.kind]),
	"severity": severity(c),
	"location": {"path": c.path},
	"evidence": {"added": texts.shown(added(c)), "removed": texts.shown(removed(c))},
} if {
	some c in settings
	every line in added(c) { count(odd(line)) == 0 }
	says_something(c)
	not by_package(c)
}

# Lines are compared by what they say, and not by how they are aligned.
added(c) := texts.fresh(rules(texts.of(c)), rules(texts.was(c)))

removed(c) := texts.fresh(rules(texts.was(c)), rules(texts.of(c)))

rules(text) := [regex.replace(line, `\s+`, " ") | some line in texts.lines(text)]

says_something(c) if texts.of(c) == ""

says_something(c) if count(added(c)) + count(removed(c)) > 0

# by_package holds for what the scripts of packages write when one is installed:
# they list modules that the image or a package has.
by_package(c) if {
	suppress.transaction
	texts.of(c) != ""
}

# odd says what is wrong with a line, whoever wrote it.
odd(line) := {reason |
	some reason, holds in {
		"runs a program when somebody logs in": runs_program(line),
		"lets anybody in": lets_in(line),
		"loads a module from elsewhere": is_elsewhere(line),
		"loads a module that is not the image's": is_foreign(line),
	}
	holds
}

default runs_program(_) := false

runs_program(line) if regex.match(`\bpam_(?:exec|script|python|lua)(?:\.so)?\b`, line)

default lets_in(_) := false

lets_in(line) if regex.match(`^(?:\S+ )?-?auth (?:sufficient|\[[^\]]*success=[^\]]*\]) \S*pam_(?:permit|succeed_if)\.so`, line)

default is_elsewhere(_) := false

is_elsewhere(line) if {
	some found in regex.find_all_string_submatch_n(`(?:^| )(/\S+\.so)(?: |$)`, line, 1)
	not regex.match(`^/(?:usr/)?(?:local/)?lib(?:64)?/(?:[\w-]+/)?security/[^/]+$`, found[1])
}

default is_foreign(_) := false

is_foreign(line) if {
	some c in modules
	some word in split(line, " ")
	changes.base(word) == changes.base(c.path)
}

# What is said to those who log in, and what is noted about them.
is_tame(line) if regex.match(
	`^(?:\S+ )?-?session (?:\[[^\]]*\]|\w+) pam_(?:loginuid|motd|mail|limits|env|lastlog|lastlog2|systemd|umask|mkhomedir|keyinit|selinux|issue|faildelay)\.so`,
	line,
)

severity(c) := "low" if {
	texts.of(c) != ""
	texts.compared(c)
	every line in array.concat(added(c), removed(c)) { is_tame(line) }
}

else := "low" if suppress.at_start(c)

else := "medium" if not texts.compared(c)

else := suppress.lowered(c, "critical")
