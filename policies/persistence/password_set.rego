# METADATA
# title: Password set or taken away
# description: |
#   An account has a password that it did not have in the image, another one
#   than in the image, or no longer needs any. Services in containers log in to
#   nothing; whoever sets a password means to come back with it.
# related_resources:
#   - ref: https://attack.mitre.org/techniques/T1098/
# schemas:
#   - input: schema.document
# custom:
#   severity: high
#   category: anomaly
#   attack: [T1098]
#   cis: []
#   remediation: |
#     Keep the container as evidence before anything else. Look for how the
#     account can be reached (sshd, su) and for logins with it. Make the
#     container anew, and give people keys in place of passwords.
package rummage.persistence.password_set

import data.rummage.lib.accounts
import data.rummage.lib.changes
import data.rummage.lib.suppress
import data.rummage.lib.texts
import data.rummage.lib.times

findings contains {
	"message": sprintf("%s in %s", [did(c, account), path]),
	"severity": severity(c, account),
	"location": {"path": path},
	"evidence": {"account": account[0], "scheme": scheme(account[1])},
} if {
	some path in ["/etc/shadow", "/etc/passwd"]
	c := changes.at(path)
	some account in passwords(texts.of(c), path)
	opens(account[1])
	not account in passwords(texts.was(c), path)
}

# No list of passwords is that large, or holds such bytes.
findings contains {
	"message": "/etc/shadow could not be read as a list of passwords",
	"severity": "medium",
	"location": {"path": "/etc/shadow"},
	"evidence": {"size": c.size},
} if {
	c := changes.at("/etc/shadow")
	texts.unread(c)
	changes.content_changed(c)
}

# passwords are the names and what stands for their passwords.
passwords(text, path) := {[fields[0], fields[1]] | some fields in accounts.records(text, least[path])}

least := {"/etc/shadow": 2, "/etc/passwd": 7}

# opens holds for what lets somebody in: a hash, or nothing at all.
opens("")

opens(password) if accounts.is_hash(password)

did(c, account) := sprintf("%s needs no password", [account[0]]) if account[1] == ""

else := sprintf("the password of %s was changed", [account[0]]) if had_password(c, account)

else := sprintf("%s was given a password", [account[0]])

had_password(c, account) if {
	some before in passwords(texts.was(c), c.path)
	before[0] == account[0]
	accounts.is_hash(before[1])
}

scheme(password) := "none" if password == ""

else := accounts.scheme(password)

# Without the image's file at hand a password may be the image's, unless the
# file itself says that it was set since.
severity(c, account) := "low" if {
	not texts.compared(c)
	not set_since(c, account)
}

else := suppress.lowered(c, "high")

# set_since holds when the day on which the password was set, counted from 1970,
# is not before the one on which the container was made.
set_since(c, account) if {
	some fields in accounts.records(texts.of(c), 3)
	array.slice(fields, 0, 2) == account
	regex.match(`^[0-9]{1,6}$`, fields[2])
	to_number(fields[2]) >= floor(times.nanoseconds(input.config.created) / 86400000000000)
}
