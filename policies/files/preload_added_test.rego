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

test_fires_on_a_link if {
	{f.severity | some f in rule.findings} == {"critical"} with input.changes as [preload({"type": "symlink", "size": 0, "text": "", "link_target": "/tmp/x"})]
}

test_fires_less_on_an_allocator_of_the_image if {
	jemalloc := "/usr/lib/x86_64-linux-gnu/libjemalloc.so.2"
	start := {"config": {"started": "2026-01-02T03:04:05Z"}}
	by_entrypoint := object.union(start, {"changes": [preload({"text": jemalloc, "ctime": "2026-01-02T03:04:06Z"})]})
	by_hand := object.union(start, {"changes": [preload({"text": jemalloc, "ctime": "2026-01-02T04:00:00Z"})]})
	added := object.union(start, {"changes": [preload({"text": jemalloc}), {"path": jemalloc, "kind": "added", "type": "file"}]})
	and_more := object.union(start, {"changes": [preload({"text": concat(":", [jemalloc, "/lib/x.so"])})]})
	{f.severity | some f in rule.findings} == {"low"} with input as by_entrypoint
	{f.severity | some f in rule.findings} == {"medium"} with input as by_hand
	{f.severity | some f in rule.findings} == {"critical"} with input as added
	{f.severity | some f in rule.findings} == {"critical"} with input as and_more
}

test_silent_on_a_package if {
	count(rule.findings) == 0 with input.changes as [preload({"package": "x"}), {"path": "/var/lib/dpkg/status", "kind": "modified", "type": "file"}]
}

test_silent_when_the_image_has_it if {
	count(rule.findings) == 0 with input.changes as [preload({"kind": "modified", "type": "symlink", "link_target": "/opt/p", "was": {"type": "symlink", "link_target": "/opt/p"}})]
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
