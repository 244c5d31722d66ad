# METADATA
# title: Account that lets anybody in as root
# description: |
#   An account of the image other than root has the user ID 0, or an account
#   with a login shell needs no password. It is a way back in for who knows of
#   it, through SSH, su or a console.
# related_resources:
#   - ref: https://attack.mitre.org/techniques/T1136/001/
# schemas:
#   - input: schema.document
# custom:
#   severity: high
#   category: anomaly
#   attack: [T1136.001, T1078.001]
#   cis: []
#   remediation: |
#     Find the step that made the account by the layer of the file. Do not run
#     the image until somebody can tell what the account is for. Lock accounts
#     with passwd -l.
package rummage.image.backdoor_account

import data.rummage.lib.accounts
import data.rummage.lib.files
import data.rummage.lib.texts

findings contains {
	"message": sprintf("the account %s has the user ID 0", [fields[0]]),
	"location": {"path": "/etc/passwd"},
	"evidence": {"account": fields[0], "layer": files.at("/etc/passwd").layer},
} if {
	some fields in accounts.records(passwd, 4)
	regex.match(`^[+ ]*0+$`, fields[2])
	fields[0] != "root"
}

findings contains {
	"message": sprintf("the account %s needs no password", [account]),
	"location": {"path": path},
	"evidence": {"account": account, "layer": files.at(path).layer},
} if {
	some path, least in {"/etc/shadow": 2, "/etc/passwd": 7}
	some fields in accounts.records(texts.of(files.at(path)), least)
	fields[1] == ""
	account := fields[0]
	account in logins
}

passwd := texts.of(files.at("/etc/passwd"))

logins := {login[0] | some login in accounts.logins(passwd)}
