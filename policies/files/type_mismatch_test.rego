package rummage.files.type_mismatch_test

import data.rummage.files.type_mismatch as rule

file(change) := object.union({"path": "/var/www/html/x.jpg", "kind": "added", "type": "file", "mode": "644", "size": 900, "magic": "image/jpeg", "sha256": "a"}, change)

test_fires_on_programs if {
	every path in ["/tmp/x.jpg", "/srv/a.PNG", "/root/invoice.pdf", "/opt/backup.tar.gz", "/tmp/song.mp3", "/srv/x.woff2", "/var/log/app.log", "/tmp/notes.txt"] {
		every magic in ["application/x-executable", "application/x-sharedlib"] {
			{f.location.path | some f in rule.findings} == {path} with input.changes as [file({"path": path, "magic": magic})]
		}
	}
}

test_fires_on_scripts if {
	found := rule.findings with input.changes as [file({"magic": "text/plain", "interpreter": "/bin/bash"})]
	{f.message | some f in found} == {"/var/www/html/x.jpg has the name of a picture, and is a script for /bin/bash"}
	count(rule.findings) == 1 with input.changes as [file({"magic": "text/x-php"})]
	count(rule.findings) == 1 with input.changes as [file({"path": "/srv/x.zip", "magic": "text/x-python"})]
}

test_fires_on_a_picture_with_code_behind if {
	found := rule.findings with input as {
		"changes": [file({})],
		"matches": [{"rule": "some_webshell", "tags": ["webshell"], "path": "/var/www/html/x.jpg"}],
	}
	{f.evidence.rules | some f in found} == {{"some_webshell"}}
}

test_fires_on_a_picture_of_the_image_that_was_changed if {
	count(rule.findings) == 1 with input.changes as [file({"kind": "modified", "magic": "text/x-php", "was": {"sha256": "b"}})]
}

test_silent_on_what_the_name_says if {
	every path, magic in {
		"/srv/x.jpg": "image/jpeg", "/srv/x.pdf": "application/pdf", "/srv/x.zip": "application/zip", "/srv/x.txt": "text/plain",
		"/srv/x.png": "text/html", "/srv/x.jpeg": "application/octet-stream", "/srv/x.gz": "inode/x-empty", "/srv/x.svg": "image/svg+xml",
	} {
		every mode in ["644", "777"] {
			count(rule.findings) == 0 with input.changes as [file({"path": path, "magic": magic, "mode": mode})]
		}
	}
}

test_silent_on_programs_with_their_own_names if {
	every path in ["/usr/bin/png", "/opt/x.bin", "/opt/jpg/x", "/tmp/x.so", "/srv/.jpg", "/srv/x.jpg.sh"] {
		count(rule.findings) == 0 with input.changes as [file({"path": path, "magic": "application/x-executable"})]
	}
}

test_silent_on_scripts_in_texts if {
	every path in ["/srv/example.txt", "/srv/hooks.md"] {
		count(rule.findings) == 0 with input.changes as [file({"path": path, "magic": "text/plain", "interpreter": "/bin/sh"})]
	}
}

test_silent_on_packages if {
	found := rule.findings with input.changes as [file({"magic": "text/x-php", "package": "x"}), {"path": "/var/lib/dpkg/status", "kind": "modified", "type": "file"}]
	count(found) == 0
	count(rule.findings) == 0 with input.changes as [file({"path": "/usr/lib/python3/site-packages/tests/x.zip", "magic": "application/x-executable", "package": "pip:x"})]
}

test_silent_when_the_image_has_it if {
	count(rule.findings) == 0 with input.changes as [file({"kind": "modified", "magic": "text/x-php", "was": {"sha256": "a"}}), file({"path": "/x.png", "kind": "deleted"})]
}
