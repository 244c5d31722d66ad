package rummage.image.webshell_baked_in_test

import data.rummage.image.webshell_baked_in as rule

file(change) := object.union({"path": "/var/www/html/x.php", "kind": "added", "type": "file", "mode": "644", "size": 500, "layer": "one"}, change)

match(change) := object.union({"rule": "php_webshell", "namespace": "n", "tags": ["webshell"], "meta": {}, "path": "/var/www/html/x.php", "layer": "one", "strings": [{"id": "$a", "offset": 1, "data": "x"}]}, change)

image(listed, matched) := {"target": {"kind": "image"}, "files": listed, "matches": matched}

dir := file({"path": "/var/www/html/wp-content/uploads", "type": "directory"})

test_fires_on_contents if {
	found := rule.findings with input as image([file({})], [match({}), match({"rule": "php_eval"})])
	[[f.location.path, f.evidence.rules] | some f in found] == [["/var/www/html/x.php", ["php_eval", "php_webshell"]]]
}

test_fires_medium_on_a_script_among_uploads if {
	every name in ["2024/01/a.php", "a.phtml", "a.php7", "index.php"] {
		found := rule.findings with input as image([dir, file({"path": concat("/", [dir.path, name])})], [])
		{f.severity | some f in found} == {"medium"}
	}
}

test_fires_once_on_both if {
	path := "/var/www/html/wp-content/uploads/a.php"
	count(rule.findings) == 1 with input as image([dir, file({"path": path})], [match({"path": path})])
}

test_silent_on_other_files_among_uploads if {
	every change in [{"path": "/var/www/html/wp-content/uploads/a.png"}, {"path": "/var/www/html/wp-content/uploads/index.php", "size": 28}, {"path": "/var/www/html/index.php"}] {
		count(rule.findings) == 0 with input as image([dir, file(change)], [])
	}
}

test_silent_on_sources_that_handle_uploads if {
	count(rule.findings) == 0 with input as image([file({"path": "/app/src/uploads", "type": "directory"}), file({"path": "/app/src/uploads/store.php"})], [])
}

test_silent_on_other_matches_and_removed_files if {
	count(rule.findings) == 0 with input as image([file({})], [match({"tags": ["miner"]}), match({"layer": "zero"})])
	count(rule.findings) == 0 with input as image([file({"deleted_in": "two"})], [match({})])
}

test_silent_on_containers if {
	count(rule.findings) == 0 with input as {"target": {"kind": "container"}, "matches": [match({})], "changes": [file({})]}
}
