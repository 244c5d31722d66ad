# METADATA
# title: Second account with root's rights
# description: |
#   An account other than root has the user ID 0 in /etc/passwd, and the image
#   does not have it. It is root under another name.
# related_resources:
#   - ref: https://attack.mitre.org/techniques/T1136/001/
# schemas:
#   - input: schema.document
# custom:
#   severity: critical
#   category: anomaly
#   attack: [T1136.001]
#   cis: []
#   remediation: |
#     Keep the container as evidence before anything else. Look for its
#     password in /etc/shadow and its keys, and for logins with it. Make the
#     container anew.
package rummage.persistence.uid0_account

import data.rummage.lib.changes
import data.rummage.lib.texts

findings contains {
	"message": sprintf("the account %s has the user ID 0", [account]),
	"location": {"path": "/etc/passwd"},
	"evidence": {"account": account},
} if {
	c := changes.at("/etc/passwd")
	some account in (superusers(texts.of(c)) - superusers(texts.was(c)))
}

# No list of accounts is that large, or holds such bytes.
findings contains {
	"message": "/etc/passwd could not be read as a list of accounts",
	"severity": "medium",
	"location": {"path": "/etc/passwd"},
	"evidence": {"size": c.size},
} if {
	c := changes.at("/etc/passwd")
	texts.unread(c)
	changes.content_changed(c)
}

superusers(text) := {fields[0] |
	some line in split(text, "\n")
	fields := split(line, ":")
	count(fields) > 3
	regex.match(`^[+ ]*0+$`, fields[2])
	not fields[0] in {"root", "", "+"}
}
