package rummage.lib.names_test

import data.rummage.lib.names

a := {"path": "/opt/A.PHP", "kind": "added", "type": "file", "mode": "755", "size": 9}

b := {"path": "/opt/.jpg", "kind": "added", "type": "file", "mode": "755", "size": 9}

index := {"name": {"A.PHP": [a], ".jpg": [b]}, "extension": {"php": [a]}}

test_same_with_and_without_an_index if {
	names.called({"A.PHP", "x"}) == [a] with input.changes as [a, b]
	names.called({"A.PHP", "x"}) == [a] with input.index as index
	names.extended({"php", "jpg"}) == [a] with input.changes as [a, b]
	names.extended({"php", "jpg"}) == [a] with input.index as index
	names.extensions == {"php"} with input.changes as [a, b]
	names.extensions == {"php"} with input.index as index
	names.programs({".jpg"}) == [b] with input.changes as [a, b]
	names.programs({".jpg"}) == [b] with input.index as index
}

test_extension if {
	every path, extension in {"/a/b.tar.GZ": "gz", "/a.b/c.d": "d"} { names.extension(path) == extension }
	every path in ["/a/b", "/a.b/c", "/a/.hidden", "/a/b."] { not names.extension(path) }
}
