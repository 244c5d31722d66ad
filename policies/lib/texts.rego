# METADATA
# description: |
#   What settings say, line by line, and which lines the image does not have.
# schemas:
#   - input: schema.document
package rummage.lib.texts

# lines are the lines of a text that hold something and are no comments.
lines(text) := [line |
	some raw in split(text, "\n")
	line := trim_space(raw)
	line != ""
	not startswith(line, "#")
]

# of is the text of a change; empty when it is not known.
of(c) := object.get(c, "text", "")

# was is the text that the image has there; empty when it is not known.
was(c) := object.get(c, ["was", "text"], "")

# new are the lines that the image's file does not have. All of them are, when
# the image's is not known: see compared.
new(c) := fresh(lines(of(c)), lines(was(c)))

# gone are the lines of the image's file that are no longer there.
gone(c) := fresh(lines(was(c)), lines(of(c)))

fresh(now, before) := [line | some line in now; not line in old] if old := {line | some line in before}

# compared holds when the lines that are new can be told from the image's.
compared(c) if c.kind == "added"

compared(c) if was(c) != ""

compared(c) if c.was.size == 0

# unread holds for a file whose content was looked at and is not in the
# document: it is larger than settings are, or holds bytes that no text has.
unread(c) if {
	withheld(c)
	c.sha256
}

unread(c) if {
	withheld(c)
	c.size > 65536
}

withheld(c) if {
	c.type == "file"
	c.size > 0
	of(c) == ""
}

# shown are the first of some lines, cut, as evidence.
shown(found) := [substring(line, 0, 300) | some line in array.slice(found, 0, 5)]
