# METADATA
# title: Words of a ransom note
# description: |
#   The log has words as those write them who took data away, or encrypted it,
#   and want to be paid. Databases that the internet can reach get such a note
#   as a table.
# related_resources:
#   - ref: https://attack.mitre.org/techniques/T1486/
# schemas:
#   - input: schema.document
# custom:
#   severity: medium
#   category: anomaly
#   attack: [T1486]
#   cis: []
#   remediation: |
#     Keep the container and its volumes as evidence. See what is left of the
#     data, and restore it from a copy. Do not pay for what may be gone.
package rummage.logs.ransom_text

import data.rummage.lib.logs

found := logs.lines("ransom")

# In an access log they are what a client asked for.
default severity := "low"

severity := "medium" if {
	some m in found
	not logs.is_access(m.text)
}

findings contains {
	"message": sprintf("the log has %s of a ransom note", [logs.told(found)]),
	"severity": logs.raised(severity),
	"location": {"log": logs.first(found)},
	"evidence": {"lines": logs.shown(found)},
} if {
	count(found) > 0
}
