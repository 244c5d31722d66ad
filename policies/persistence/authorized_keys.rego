# METADATA
# title: SSH key added
# description: |
#   A file of keys that may log in over SSH was added or changed. Whoever has
#   the private half keeps access to the account, also after passwords are
#   changed.
# related_resources:
#   - ref: https://attack.mitre.org/techniques/T1098/004/
# schemas:
#   - input: schema.document
# custom:
#   severity: high
#   category: anomaly
#   attack: [T1098.004]
#   cis: []
#   remediation: |
#     Keep the container as evidence before anything else. Find out whose key
#     it is by its comment and fingerprint. Remove it, and look at logins
#     since the file's time.
package rummage.persistence.authorized_keys

import data.rummage.lib.changes
import data.rummage.lib.suppress
import data.rummage.lib.texts

candidates contains c if {
	some name in ["authorized_keys", "authorized_keys2"]
	some c in changes.named(name)
}

# Where sshd is told to look for the keys of each account.
candidates contains c if {
	some dir in ["/etc/ssh/authorized_keys", "/etc/ssh/authorized_keys.d"]
	some c in changes.under(dir)
}

findings contains {
	"message": sprintf("%s was %s", [c.path, c.kind]),
	"severity": suppress.lowered(c, "high"),
	"location": {"path": c.path},
	"evidence": {"keys": keys(c), "size": c.size},
} if {
	some c in candidates
	c.kind != "deleted"
	c.type in {"file", "symlink"}
	not adds_none(c)
	changes.content_changed(c)
	not suppress.packaged(c)
}

adds_none(c) if {
	c.type == "file"
	c.size == 0
}

# Only comments were written, or keys taken away.
adds_none(c) if {
	texts.of(c) != ""
	count(texts.new(c)) == 0
}

# keys tells of each key its type and comment, and not the key.
keys(c) := [{"type": k[0][1], "comment": trim_space(k[0][2])} |
	some line in array.slice(texts.new(c), 0, 20)
	k := regex.find_all_string_submatch_n(`((?:ssh|ecdsa|sk-ssh|sk-ecdsa)-[\w@.-]+)[ \t]+[A-Za-z0-9+/=]+(.*)$`, line, 1)
	count(k) > 0
]
