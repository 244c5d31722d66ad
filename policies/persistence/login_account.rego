# METADATA
# title: Account with a login shell added
# description: |
#   An account that can be logged in to was added to /etc/passwd, or an account
#   of the image was given a shell. Entrypoints add the account that a service
#   runs as, and packages their own; neither needs a shell to come back to.
# related_resources:
#   - ref: https://attack.mitre.org/techniques/T1136/001/
# schemas:
#   - input: schema.document
# custom:
#   severity: medium
#   category: anomaly
#   attack: [T1136.001, T1098]
#   cis: []
#   remediation: |
#     Keep the container as evidence before anything else. Look for the
#     account's password in /etc/shadow, its keys, what it may do with sudo,
#     and for logins with it. Put accounts that a service needs into its image,
#     with /usr/sbin/nologin as their shell.
package rummage.persistence.login_account

import data.rummage.lib.accounts
import data.rummage.lib.changes
import data.rummage.lib.suppress
import data.rummage.lib.texts

findings contains {
	"message": sprintf("the account %s %s", [account[0], did(c, account)]),
	"severity": severity(c),
	"location": {"path": "/etc/passwd"},
	"evidence": {"account": account[0], "uid": account[1], "shell": account[2], "password": has_password(account[0])},
} if {
	c := changes.at("/etc/passwd")
	c.kind != "deleted"
	known := {account[0] | some account in accounts.logins(texts.was(c))}
	some account in accounts.logins(texts.of(c))
	not account[0] in known

	# A second root has a rule of its own.
	account[1] != 0
	not by_package(account)
	is_certain(c, account)
}

did(c, account) := "was given a login shell" if {
	some fields in accounts.records(texts.was(c), 7)
	fields[0] == account[0]
}

else := "with a login shell was added"

# by_package holds for an account of a package that was installed: one of the
# system's, without a password.
by_package(account) if {
	suppress.transaction
	account[1] < 1000
	not accounts.has_password(account[0])
}

# Without the image's list at hand only the accounts of people can be new.
is_certain(c, _) if texts.compared(c)

is_certain(c, account) if {
	not texts.compared(c)
	account[1] >= 1000
	account[1] != 65534
}

default has_password(_) := false

has_password(name) if accounts.has_password(name)

severity(c) := "info" if suppress.at_start(c)

else := "low" if not texts.compared(c)

else := "medium"
