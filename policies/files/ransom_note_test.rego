package rummage.files.ransom_note_test

import data.rummage.files.ransom_note as rule

added(path) := {"path": path, "kind": "added", "type": "file", "mode": "644", "size": 900}

deleted(path) := {"path": path, "kind": "deleted"}

note := added("/srv/shop/HOW_TO_RESTORE_FILES.txt")

ones := numbers.range(1, 11)

test_fires_when_files_of_the_image_were_renamed if {
	renamed := [c | some i in ones; some c in [deleted(sprintf("/srv/shop/a/%d.dat", [i])), added(sprintf("/srv/shop/a/%d.dat.locked", [i]))]]
	found := rule.findings with input.changes as array.concat([note], renamed)
	{[f.location.path, f.evidence.marks, f.evidence.count] | some f in found} == {["/srv/shop/HOW_TO_RESTORE_FILES.txt", {"locked"}, 11]}
}

test_fires_when_longer_names_were_given if {
	renamed := [c | some i in ones; some c in [deleted(sprintf("/srv/shop/%d.dat", [i])), added(sprintf("/srv/shop/%d.dat.id-1A2B.[x@example.invalid].eking", [i]))]]
	found := rule.findings with input.changes as array.concat([note], renamed)
	count(found) == 1
}

test_fires_when_documents_have_another_name if {
	renamed := [added(sprintf("/data/%d.pdf.x1y2z3", [i])) | some i in ones]
	every name in ["/data/README_TO_DECRYPT.txt", "/data/how_to_decrypt.html", "/data/!!!READ_ME!!!.txt", "/data/Restore-My-Files.txt", "/data/HOW_TO_RECOVER_YOUR_FILES.txt"] {
		count(rule.findings) == 1 with input.changes as array.concat([added(name)], renamed)
	}
}

test_fires_on_a_note_that_a_rule_knows if {
	found := rule.findings with input as {
		"changes": array.concat([added("/data/info.txt")], [added(sprintf("/data/%d.sql.enc2", [i])) | some i in ones]),
		"matches": [{"rule": "some_note", "tags": ["ransom"], "path": "/data/info.txt"}],
	}
	{f.evidence.rules | some f in found} == {{"some_note"}}
}

test_fires_once_for_many_notes if {
	found := rule.findings with input.changes as array.concat(
		[added(sprintf("/data/%d/HOW_TO_DECRYPT.txt", [i])) | some i in ones],
		[added(sprintf("/data/%d/x.docx.locked", [i])) | some i in ones],
	)
	{count(f.evidence.notes) | some f in found} == {10}
	count(found) == 1
}

test_silent_on_a_note_alone if {
	count(rule.findings) == 0 with input.changes as [note]
	count(rule.findings) == 0 with input.changes as array.concat([note], [added(sprintf("/srv/shop/%d.pdf.locked", [i])) | some i in numbers.range(1, 5)])
}

test_silent_on_renamed_files_alone if {
	count(rule.findings) == 0 with input.changes as [added(sprintf("/srv/shop/%d.pdf.locked", [i])) | some i in ones]
	count(rule.findings) == 0 with input.changes as array.concat([added("/srv/shop/README.txt")], [added(sprintf("/srv/shop/%d.pdf.locked", [i])) | some i in ones])
}

# Copies and compressed files beside a note that somebody keeps.
test_silent_on_what_tools_add_to_names if {
	every extension in ["bak", "gz", "old", "min", "sha256", "json"] {
		count(rule.findings) == 0 with input.changes as array.concat([note], [added(sprintf("/srv/shop/%d.css.%s", [i, extension])) | some i in ones])
	}
}

test_silent_on_files_that_were_compressed if {
	compressed := [c | some i in ones; some c in [deleted(sprintf("/srv/shop/%d.dat", [i])), added(sprintf("/srv/shop/%d.dat.gz", [i]))]]
	count(rule.findings) == 0 with input.changes as array.concat([note], compressed)
}

test_silent_on_ordinary_names if {
	count(rule.findings) == 0 with input.changes as array.concat([note], [added(sprintf("/srv/shop/photo.%d.jpeg", [i])) | some i in ones])
}

test_silent_on_a_program_that_a_rule_matches if {
	found := rule.findings with input as {
		"changes": array.concat([object.union(added("/data/x"), {"mode": "755"})], [added(sprintf("/data/%d.sql.enc2", [i])) | some i in ones]),
		"matches": [{"rule": "some_note", "tags": ["ransom"], "path": "/data/x"}],
	}
	count(found) == 0
}

test_silent_on_a_note_of_the_image if {
	count(rule.findings) == 0 with input.changes as array.concat([object.union(note, {"kind": "modified"})], [added(sprintf("/srv/shop/%d.pdf.locked", [i])) | some i in ones])
}
