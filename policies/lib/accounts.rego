# METADATA
# description: |
#   Accounts and passwords, as /etc/passwd and /etc/shadow have them. They are
#   sets of fields and not objects by name, since somebody may have written a
#   name twice.
# schemas:
#   - input: schema.document
package rummage.lib.accounts

import data.rummage.lib.changes
import data.rummage.lib.texts

# records are the fields of the lines of such a file, for each line that has
# as many as these.
records(text, least) := {fields |
	some line in split(text, "\n")
	not startswith(line, "#")
	fields := split(trim_right(line, "\r"), ":")
	count(fields) >= least
	not fields[0] in {"", "+", "-"}
}

# logins are the name, the user ID and the shell of accounts that can be logged
# in to. Without a shell it is sh.
logins(text) := {[fields[0], to_number(fields[2]), fields[6]] |
	some fields in records(text, 7)
	regex.match(`^[0-9]{1,10}$`, fields[2])
	not regex.match(`(^|/)(nologin|false|true|sync|halt|shutdown|git-shell|null)$`, fields[6])
}

# is_hash holds for a password's hash, of any of the forms of crypt(5).
is_hash(password) if regex.match(`^(\$[0-9a-z][0-9A-Za-z-]*\$.+|_[./0-9A-Za-z]{19}|[./0-9A-Za-z]{13})$`, password)

# scheme is the beginning of a hash, which names how it was made.
scheme(password) := concat("", ["$", split(password, "$")[1], "$"]) if startswith(password, "$")

else := "DES"

# has_password holds for an account that has a password now.
has_password(name) if {
	some fields in records(texts.of(changes.at("/etc/shadow")), 2)
	fields[0] == name
	is_hash(fields[1])
}
