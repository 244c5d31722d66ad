# METADATA
# title: Login records emptied or rewritten
# description: |
#   A file that records logins has less in it than the image's, or other
#   content where programs only add some. That is what tools leave that take
#   one visit out of the records, and a shell that overwrites them all.
# related_resources:
#   - ref: https://attack.mitre.org/techniques/T1070/002/
# schemas:
#   - input: schema.document
# custom:
#   severity: medium
#   category: anomaly
#   attack: [T1070.002]
#   cis: []
#   remediation: |
#     Keep the container as evidence before anything else. Compare the record
#     with the image's, and look for who had a shell in the container.
package rummage.files.login_records_truncated

import data.rummage.lib.changes
import data.rummage.lib.records
import data.rummage.lib.suppress

findings contains {
	"message": sprintf("%s %s", [c.path, how(c)]),
	"severity": severity(c),
	"location": {"path": c.path},
	"evidence": {"size": c.size, "size_in_image": c.was.size, "mtime": object.get(c, "mtime", "")},
} if {
	some path in records.logins
	c := changes.at(path)
	c.kind == "modified"
	c.type == "file"
	c.was.size > 0
	how(c)
	not records.rotated(path)
}

how(c) := "was emptied" if c.size == 0

how(c) := "is shorter than the image's" if {
	c.size > 0
	c.size < c.was.size
	not endswith(c.path, ".db")
}

# A record that only grows keeps its beginning, and so its content when it has
# its old size.
how(c) := "was rewritten in place" if {
	c.path in records.appended
	c.size == c.was.size
	c.sha256 != c.was.sha256
}

# What starts a system makes the list of sessions anew.
severity(c) := "low" if {
	c.path in records.sessions
	suppress.at_start(c)
}

else := "medium"
