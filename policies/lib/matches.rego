# METADATA
# description: What the meta of a YARA rule says of its matches.
# schemas:
#   - input: schema.document
package rummage.lib.matches

# severity is how bad a match is, at most high: by meta severity as a name or
# as a number up to 100, by score up to 100, or by threat_level up to 10, as
# public collections have them; medium when the meta does not tell.
severity(m) := named[lower(m.meta.severity)] if named[lower(m.meta.severity)]

else := graded(number(m.meta.severity)) if number(m.meta.severity)

else := graded(number(m.meta.score)) if number(m.meta.score)

else := graded(number(m.meta.threat_level) * 10) if number(m.meta.threat_level)

else := "medium"

named := {"critical": "high", "high": "high", "medium": "medium", "low": "low", "info": "info", "informational": "info"}

number(value) := value if is_number(value)

number(value) := to_number(value) if {
	is_string(value)
	regex.match(`^[0-9]{1,3}$`, value)
}

graded(n) := "high" if n >= 75

graded(n) := "medium" if {
	n >= 50
	n < 75
}

graded(n) := "low" if {
	n >= 25
	n < 50
}

graded(n) := "info" if n < 25

# description is what the rule says of itself, for a message.
description(m) := sprintf(": %s", [m.meta.description]) if is_string(m.meta.description)

else := ""

# attack is the ATT&CK techniques that the rule names.
attack(m) := regex.find_n(`T[0-9]{4}(?:\.[0-9]{3})?`, m.meta.attack, -1) if is_string(m.meta.attack)

else := []

# tagged are the paths that rules with a tag matched.
tagged[tag] contains m.path if {
	some m in input.matches
	some tag in m.tags
}

# rules are the rules that matched a path.
rules[m.path] contains m.rule if some m in input.matches
