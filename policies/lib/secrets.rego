# METADATA
# description: Which environment variables hold a secret.
package rummage.lib.secrets

# is_secret holds for a variable whose name says that it holds a secret, or
# whose value has the form of one.
is_secret(variable) if {
	regex.match(`(?i)(^|_)(\w*passw(or)?d|passphrase|secret|token|credentials?|api_?key|access_?key|secret_?key|private_?key|auth_?key|encryption_?key)(_[a-z0-9]{1,3}|[0-9]*)?$`, variable.name)
	not is_placeholder(variable.value)
	not is_setting(variable)
}

is_secret(variable) if {
	regex.match(
		concat("|", [
			`\b(AKIA|ASIA)[0-9A-Z]{16}\b`,
			`\bgh[pousr]_[0-9A-Za-z]{36}`,
			`\bglpat-[0-9A-Za-z_-]{20}`,
			`\bxox[abprs]-[0-9A-Za-z-]{10}`,
			`\bsk_live_[0-9A-Za-z]{16}`,
			`-----BEGIN [A-Z ]*PRIVATE KEY`,
			`\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}`,
			`^[a-z][a-z0-9+.-]*://[^/:@\s]*:[^/:@\s${}<>]{3,}@`,
		]),
		variable.value,
	)
}

is_placeholder(value) if count(value) < 3

is_placeholder(value) if regex.match(`(?i)^(<.*>|\$\{?.*|\{\{.*\}\}|x+|\*+|\.+|none|null|false|true|yes|no|undefined|your[-_ ].*|[0-9]{1,6})$`, value)

# is_setting holds for a variable that says where a secret is.
is_setting(variable) if regex.match(`^(/[\w.-]+)+/?$`, variable.value)

# Public keys and checksums, which base images carry.
is_setting(variable) if regex.match(`(?i)^gpg_key|public`, variable.name)
