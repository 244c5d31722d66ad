package rummage.lib.texts_test

import data.rummage.lib.texts

test_new_and_gone if {
	c := {"kind": "modified", "text": "a\n# c\n  b  \r\n\n", "was": {"text": "a\nd\n"}}
	texts.new(c) == ["b"]
	texts.gone(c) == ["d"]
}

test_compared if {
	texts.compared({"kind": "added"})
	texts.compared({"kind": "modified", "was": {"text": "a"}})
	texts.compared({"kind": "modified", "was": {"size": 0}})
	not texts.compared({"kind": "modified", "was": {"size": 9}})
	not texts.compared({"kind": "modified"})
}

test_unread if {
	texts.unread({"type": "file", "size": 9, "sha256": "a"})
	texts.unread({"type": "file", "size": 70000})
	not texts.unread({"type": "file", "size": 9})
	not texts.unread({"type": "file", "size": 0, "sha256": "a"})
	not texts.unread({"type": "file", "size": 9, "sha256": "a", "text": "b"})
	not texts.unread({"type": "symlink", "size": 9, "sha256": "a"})
	not texts.unread({"kind": "deleted"})
}
