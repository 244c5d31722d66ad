package rummage.persistence.uid0_account_test

import data.rummage.persistence.uid0_account as rule

passwd(text) := {"path": "/etc/passwd", "kind": "modified", "type": "file", "text": concat("", ["root:x:0:0:root:/root:/bin/sh\n", text])}

test_fires_on_a_second_root if {
	every line in ["sys:x:0:0::/root:/bin/sh", "a::00:100:::", "b:x:+0:0:::"] {
		count(rule.findings) == 1 with input.changes as [passwd(line)]
	}
}

test_silent_on_other_accounts if {
	count(rule.findings) == 0 with input.changes as [passwd("app:x:1000:0::/home/app:/bin/sh\nbroken\n:x:0:0:::\n#c:x:0")]
}

test_silent_when_the_image_has_it if {
	found := rule.findings with input.changes as [object.union(passwd("toor:x:0:0:::\n"), {"was": {"text": "toor:x:0:0:::\n"}})]
	count(found) == 0
}

test_silent_when_deleted if {
	count(rule.findings) == 0 with input.changes as [{"path": "/etc/passwd", "kind": "deleted"}]
}

test_fires_medium_when_it_hides_its_content if {
	every file in [{"size": 70000}, {"size": 900, "sha256": "a", "was": {"sha256": "b"}}] {
		found := rule.findings with input.changes as [object.union({"path": "/etc/passwd", "kind": "modified", "type": "file"}, file)]
		{f.severity | some f in found} == {"medium"}
	}
}

test_silent_when_only_touched if {
	found := rule.findings with input.changes as [{"path": "/etc/passwd", "kind": "modified", "type": "file", "size": 900, "sha256": "a", "was": {"sha256": "a"}}]
	count(found) == 0
}

# Only the kind of the change is known, and nothing was looked at.
test_silent_without_its_content if {
	count(rule.findings) == 0 with input.changes as [{"path": "/etc/passwd", "kind": "modified", "type": "file", "size": 900}]
}
