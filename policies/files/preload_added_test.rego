package rummage.files.preload_added_test

import data.rummage.files.preload_added as rule

preload(change) := object.union({"path": "/etc/ld.so.preload", "kind": "added", "type": "file", "size": 24, "text": "/usr/local/lib/inert.so\n"}, change)

test_fires_critical if {
	found := rule.findings with input.changes as [preload({})]
	{f.severity | some f in found} == {"critical"}
	some f in found
	f.evidence.libraries == ["/usr/local/lib/inert.so"]
}

test_fires_when_changed if {
	count(rule.findings) == 1 with input.changes as [preload({"kind": "modified", "sha256": "a", "was": {"sha256": "b"}})]
}

test_fires_medium_when_empty if {
	found := rule.findings with input.changes as [preload({"size": 0, "text": ""})]
	{f.severity | some f in found} == {"medium"}
}

test_silent_when_only_touched if {
	count(rule.findings) == 0 with input.changes as [preload({"kind": "modified", "sha256": "a", "was": {"sha256": "a"}})]
}

test_silent_when_deleted if {
	count(rule.findings) == 0 with input.changes as [{"path": "/etc/ld.so.preload", "kind": "deleted"}]
}

test_silent_without_it if {
	count(rule.findings) == 0 with input.changes as [{"path": "/etc/ld.so.cache", "kind": "modified", "type": "file", "size": 9}]
}
