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

findings contains {
	"message": sprintf("%s was %s", [c.path, c.kind]),
	"severity": severity(c),
	"location": {"path": c.path},
	"evidence": {"keys": keys(c), "size": c.size},
} if {
	some name in ["authorized_keys", "authorized_keys2"]
	some c in changes.named(name)
	c.kind != "deleted"
	c.type in {"file", "symlink"}
	not empty(c)
	changes.content_changed(c)
	not suppress.packaged(c)
}

empty(c) if {
	c.type == "file"
	c.size == 0
}

severity(c) := "low" if suppress.at_start(c)

severity(c) := "high" if not suppress.at_start(c)

# keys tells of each key its type and comment, and not the key.
keys(c) := [{"type": k[1], "comment": trim_space(k[2])} |
	some k in regex.find_all_string_submatch_n(`(?m)((?:ssh|ecdsa|sk-ssh|sk-ecdsa)-[\w@.-]+)[ \t]+[A-Za-z0-9+/=]+([^\n]*)$`, object.get(c, "text", ""), 20)
]
