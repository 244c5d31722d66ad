package rummage.files.packed_executable_test

import data.rummage.files.packed_executable as rule

program(change) := object.union({"path": "/opt/x", "kind": "added", "type": "file", "mode": "755", "size": 9000, "magic": "application/x-executable", "sha256": "a", "entropy": 7.9}, change)

upx := [{"rule": "upx_packed", "tags": ["packer"], "path": "/opt/x"}]

test_fires_on_compressed_code if {
	every entropy in [7.21, 7.9, 8] {
		count(rule.findings) == 1 with input.changes as [program({"entropy": entropy})]
	}
	{f.message | some f in rule.findings} == {"/opt/x is packed: its code has an entropy of 7.90 bits a byte"} with input.changes as [program({})]
}

test_fires_on_a_known_packer if {
	found := rule.findings with input as {"changes": [object.remove(program({}), ["entropy"])], "matches": upx}
	{[f.evidence.entropy, f.evidence.rules] | some f in found} == {[null, {"upx_packed"}]}
}

test_fires_once_on_both if {
	found := rule.findings with input as {"changes": [program({})], "matches": upx}
	{f.message | some f in found} == {"/opt/x is packed: a rule knows its packer, and its code has an entropy of 7.90 bits a byte"}
}

test_fires_on_a_library_and_without_the_bit if {
	count(rule.findings) == 1 with input.changes as [program({"path": "/tmp/x.so", "mode": "644", "magic": "application/x-sharedlib"})]
}

test_fires_on_a_program_of_the_image_that_was_changed if {
	count(rule.findings) == 1 with input.changes as [program({"kind": "modified", "was": {"sha256": "b"}})]
}

test_silent_on_what_compilers_make if {
	every entropy in [5.4, 6.3, 7.2] {
		count(rule.findings) == 0 with input.changes as [program({"entropy": entropy})]
	}
	count(rule.findings) == 0 with input.changes as [object.remove(program({}), ["entropy"])]
}

test_silent_on_what_is_no_program if {
	count(rule.findings) == 0 with input.changes as [program({"magic": "application/zip"})]
	found := rule.findings with input as {"changes": [object.remove(program({"magic": "text/plain"}), ["entropy"])], "matches": upx}
	count(found) == 0
}

test_silent_on_packages_and_the_images_content if {
	count(rule.findings) == 0 with input.changes as [program({"package": "x"}), {"path": "/lib/apk/db/installed", "kind": "modified", "type": "file"}]
	count(rule.findings) == 0 with input.changes as [program({"path": "/srv/venv/lib/python3/site-packages/x.so", "package": "pip:x"})]
	count(rule.findings) == 0 with input.changes as [program({"kind": "modified", "was": {"sha256": "a"}})]
}

test_silent_on_other_matches if {
	found := rule.findings with input as {"changes": [program({"entropy": 6})], "matches": [{"rule": "miner_program", "tags": ["miner"], "path": "/opt/x"}]}
	count(found) == 0
}
