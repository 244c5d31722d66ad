# METADATA
# description: |
#   Which secrets a text holds: keys and tokens by the form that their issuers
#   give them, and passwords by where they stand in a command. What stands for a
#   secret in documentation is none, and neither is a reference to one.
package rummage.lib.credentials

import data.rummage.lib.entropy
import data.rummage.lib.secrets

# formats are patterns of keys and tokens, by what they are.
formats := {
	"AWS access key": `\b(?:AKIA|ASIA)[0-9A-Z]{16}\b`,
	"GitHub token": `\b(?:gh[pousr]_[0-9A-Za-z]{36,}|github_pat_[0-9A-Za-z]{22}_[0-9A-Za-z]{59})`,
	"GitLab token": `\bgl(?:pat|ptt|dt|rt)-[0-9A-Za-z_-]{20,}`,
	"Slack token": `\bxox[abeprs]-[0-9A-Za-z-]{20,}`,
	"Slack webhook": `\bhooks\.slack\.com/services/T\w{6,}/B\w{6,}/\w{16,}`,
	"Stripe key": `\b[rs]k_live_[0-9A-Za-z]{16,}`,
	"npm token": `\bnpm_[0-9A-Za-z]{36}`,
	"PyPI token": `\bpypi-AgE[\w-]{40,}`,
	"Docker token": `\bdckr_(?:pat|oat)_[\w-]{27,}`,
	"SendGrid key": `\bSG\.[\w-]{22}\.[\w-]{43}`,
	"Vault token": `\bhv[sb]\.[\w-]{24,}`,
	"DigitalOcean token": `\bdo[op]_v1_[0-9a-f]{64}`,
	"OpenAI key": `\bsk-(?:proj-|svcacct-)?[0-9A-Za-z_-]{40,}`,
	"Anthropic key": `\bsk-ant-[\w-]{60,}`,
	"Azure storage key": `\bAccountKey=[0-9A-Za-z+/]{86}==`,
	"JSON web token": `\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{20,}`,
}

# tokens is what a text holds of these.
tokens(text) := {kind |
	some kind, pattern in formats
	some value in regex.find_n(pattern, text, 5)
	not is_example(value)
}

# is_example holds for a value that stands for a secret: it says so, or it is
# too even for one.
is_example(value) if regex.match(`(?i)example|change.?me|replace.?me|dummy|placeholder|redacted|sample|insert|your[-_ ]|x{4}|\*{3}|\.{3}|<|0123456|1234567|abcdef(g|0)|(foo|bar){2}|-----$`, value)

is_example(value) if {
	count(value) >= 16
	entropy.bits(value) < 2.5
}

# passwords is the set of ways in which a command is given a password.
passwords(text) := {kind |
	some kind, pattern in _given
	some m in regex.find_all_string_submatch_n(pattern, text, 20)
	value := m[1]
	not is_reference(value)
	not is_example(value)
}

_given := {
	"a password on a command line": `(?i)\s--?(?:\w+-)*(?:password|passwd|passphrase|token|secret|api-?key|access-?key|secret-?key)(?:=|\s+)["']?([^\s"';&|)]{3,})`,
	"a password for curl": `\bcurl\s(?:[^|;&\n]*?\s)?(?:-u|--user)[\s=]*["']?[^\s:"'=]+:([^\s"']{3,})`,
	"a password for a registry": `\b(?:docker|podman|buildah|skopeo|helm|oras|crane)\s[^|;&\n]*?\blogin\s(?:[^|;&\n]*?\s)?-p[\s=]*["']?([^\s"']{3,})`,
	"a password for sshpass": `\bsshpass\s+-p\s*["']?([^\s"']{3,})`,
	"a password in a URL": `\b[a-z][a-z0-9+.-]*://[^/:@\s"']*:([^/@\s"']{3,})@`,
	"an authorization header": `(?i)\bauthorization:\s*(?:bearer|basic|token)\s+["']?([\w.~+/=$\x7b-]{12,})`,
	"a token of a package registry": `(?i)_auth(?:token)?=["']?([^\s"']{8,})`,
	"a password of an account": `(?:echo|printf)\s+(?:-\w+\s+)*["']?[a-z_][\w.-]*:([^"'\s|:]{2,})(?:\\n)?["']?\s*\|\s*(?:sudo\s+)?(?:/usr/sbin/)?chpasswd\b`,
}

# is_reference holds for what is not a secret but says where one is, or is an
# option.
is_reference(value) if regex.match("^(?:\\$|`|-|%|@|\\{\\{|\\\\|<|/[\\w.-]+/|id=|type=|src=|file:)", value)

is_reference(value) if regex.match(`(?i)^(?:\*+|!+|none|null|true|false|yes|no|pass|passw(?:or)?d|secret|token|stdin|user)$`, value)

# assigned is the set of variables that a command sets to a secret.
assigned(text) := {variable.name |
	some m in regex.find_all_string_submatch_n(
		`(?:^|[\s;&|(])(?:export\s+)?["']?(\w*(?i:passw|passphrase|secret|token|credential|key)\w*)=["']?([^\s"';&|)]+)`,
		text, 50,
	)
	variable := {"name": m[1], "value": m[2]}
	is_held(variable)
}

# is_held holds for a variable that holds a secret, and not an example of one.
is_held(variable) if {
	secrets.is_secret(variable)
	not is_reference(variable.value)
	not is_example(variable.value)
}
