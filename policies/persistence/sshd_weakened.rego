# METADATA
# title: SSH server added or opened up
# description: |
#   An SSH server was added at run time, or the settings of one were changed so
#   that root may log in with a password, that no password is needed, or that
#   keys are taken from another place. Containers are entered with docker exec;
#   a server in one is a door of its own.
# related_resources:
#   - ref: https://attack.mitre.org/techniques/T1021/004/
# schemas:
#   - input: schema.document
# custom:
#   severity: medium
#   category: anomaly
#   attack: [T1021.004, T1098]
#   cis: ["5.7"]
#   remediation: |
#     Keep the container as evidence before anything else. See whether the
#     server runs and who is logged in. Take it out; where one is needed, let
#     it take keys only, and build its settings into the image.
package rummage.persistence.sshd_weakened

import data.rummage.lib.acts
import data.rummage.lib.changes
import data.rummage.lib.suppress
import data.rummage.lib.texts

findings contains {
	"message": sprintf("%s %s", [c.path, concat(" and ", sort(reasons))]),
	"severity": severity(c),
	"location": {"path": c.path},
	"evidence": {"lines": texts.shown(lines)},
} if {
	some c in settings
	c.kind != "deleted"
	changes.content_changed(c)
	not suppress.packaged(c)
	lines := [line | some line in texts.new(c); count(allows(line)) > 0]
	reasons := {reason | some line in lines; some reason in allows(line)}
	count(reasons) > 0
}

findings contains {
	"message": sprintf("the SSH server %s was added", [c.path]),
	"severity": suppress.lowered(c, "medium"),
	"location": {"path": c.path},
	"evidence": {"sha256": object.get(c, "sha256", ""), "size": c.size},
} if {
	some name in ["sshd", "dropbear", "dropbearmulti", "tinysshd", "sshd-session"]
	some c in changes.named(name)
	c.kind == "added"
	changes.is_executable(c)
	not c.interpreter
	not suppress.packaged(c)
	not regex.match(`^/etc/(init\.d|pam\.d|default)/|/(bash-completion|doc|man)/`, c.path)
}

settings contains changes.at(path) if {
	some path in ["/etc/ssh/sshd_config", "/usr/local/etc/sshd_config", "/usr/local/etc/ssh/sshd_config", "/opt/etc/ssh/sshd_config"]
}

settings contains c if {
	some c in changes.under("/etc/ssh/sshd_config.d")
	endswith(c.path, ".conf")
}

# allows says what a line lets somebody do.
allows(line) := {reason |
	found := regex.find_all_string_submatch_n(`^(\w+)(?:\s*=\s*|\s+)"?(.*?)"?$`, line, 1)[0]
	reason := reasons[lower(found[1])][_]
	holds(lower(found[1]), found[2])
}

reasons := {
	"permitrootlogin": ["lets root log in with a password"],
	"permitemptypasswords": ["lets in without a password"],
	"authorizedkeysfile": ["takes keys from another place"],
	"authorizedkeyscommand": ["asks a program for keys"],
	"trustedusercakeys": ["trusts whoever signs a key"],
	"strictmodes": ["takes keys that others can write"],
	"hostbasedauthentication": ["trusts other hosts"],
	"forcecommand": ["runs a program from a temporary or hidden place"],
}

holds(key, value) if {
	key in {"permitrootlogin", "permitemptypasswords", "hostbasedauthentication"}
	lower(value) == "yes"
}

holds("strictmodes", value) if lower(value) == "no"

holds("authorizedkeyscommand", value) if lower(value) != "none"

holds("trustedusercakeys", value) if lower(value) != "none"

# Keys lie in the home of the account, or in /etc/ssh.
holds("authorizedkeysfile", value) if {
	some path in regex.split(`\s+`, value)
	not regex.match(`^(?:(?:%h/|~/)?\.ssh/authorized_keys2?|/etc/ssh/authorized_keys.*|/etc/dropbear/authorized_keys|none)$`, path)
}

holds("forcecommand", value) if acts.odd_place in acts.of(value)

severity(c) := "low" if not texts.compared(c)

else := suppress.lowered(c, "medium")
