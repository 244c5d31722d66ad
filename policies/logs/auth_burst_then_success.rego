# METADATA
# title: Guessed password
# description: |
#   From one address came many wrong passwords, and then one that is right.
#   Somebody who mistypes a password does so a few times. From a private network
#   it is less: a job with an old password looks the same.
# related_resources:
#   - ref: https://attack.mitre.org/techniques/T1110/
# schemas:
#   - input: schema.document
# custom:
#   severity: medium
#   category: anomaly
#   attack: [T1110, T1078]
#   cis: []
#   remediation: |
#     Take the account for known to others: change its password, end its
#     sessions, and look at what was done in them. Let in keys only.
package rummage.logs.auth_burst_then_success

import data.rummage.lib.logs

# many is how many wrong passwords are more than mistyped ones.
many := 10

# address is where a login came from, as the line has it.
address(text) := trim_right(regex.find_all_string_submatch_n(pattern, text, 1)[0][1], ":.")

pattern := `(?i)(?:\bfrom ['(\["]?|\brhost=|\bClient "|'@'|\b(?:ip|addr|address|host|remote|client)["']?[ =:]{1,3}["'\[]?)((?:[0-9]{1,3}\.){3}[0-9]{1,3}|[0-9a-f]{0,4}:[0-9a-f:.]{2,40})`

# repeated is how many a line stands for: those that write logs fold what repeats.
repeated(text) := to_number(found[0][1]) if {
	found := regex.find_all_string_submatch_n(`\bmessage repeated ([0-9]{1,4}) times`, text, 1)
	count(found) > 0
}

else := 1

failures[address(m.text)] contains m if some m in logs.lines("auth_failure")

# before is how many wrong passwords came from an address before a line. Some
# services write two lines for one, of which the other is PAM's.
before(from, line) := max([
	sum([repeated(m.text) | some m in failures[from]; m.line < line; not is_pam(m.text)]),
	sum([repeated(m.text) | some m in failures[from]; m.line < line; is_pam(m.text)]),
])

is_pam(text) if contains(text, "authentication failure;")

# guessed are the logins from each address that has tried often.
guessed[from] contains m if {
	some m in logs.lines("auth_success")
	from := address(m.text)
	failures[from]
	before(from, m.line) >= many
}

severity(from) := "medium" if logs.is_public(from)

else := "low"

findings contains {
	"message": sprintf("after %d wrong passwords from %s one was right", [before(from, line), from]),
	"severity": logs.raised(severity(from)),
	"location": {"log": line},
	"evidence": {"address": from, "failures": before(from, line), "lines": logs.shown(found), "failed": logs.shown(failures[from])},
} if {
	some from, found in guessed
	line := logs.first(found)
}
