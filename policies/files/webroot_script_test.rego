package rummage.files.webroot_script_test

import data.rummage.files.webroot_script as rule

script(change) := object.union({"path": "/var/www/html/x.php", "kind": "added", "type": "file", "mode": "644", "size": 900, "magic": "text/x-php", "mtime": "2026-01-02T04:00:00Z"}, change)

severities(c, document) := found if {
	found := {f.severity | some f in rule.findings} with input as object.union({"changes": [c]}, document)
}

match(change) := {"matches": [object.union({"rule": "php_webshell", "tags": ["webshell"], "meta": {"severity": "high"}, "path": "/var/www/html/x.php"}, change)]}

test_fires_in_web_roots if {
	every path in [
		"/var/www/html/x.php", "/var/www/shop/a/b/x.php5", "/srv/www/x.php", "/usr/share/nginx/html/x.php",
		"/usr/local/apache2/htdocs/x.PHP", "/usr/local/apache2/cgi-bin/x.cgi", "/usr/lib/cgi-bin/x.pl", "/opt/bitnami/wordpress/htdocs/x.phtml",
		"/usr/local/tomcat/webapps/ROOT/x.jsp", "/var/lib/tomcat9/webapps/a/x.jspx", "/inetpub/wwwroot/x.aspx",
		"/home/app/public_html/x.php", "/var/www/app/x.py", "/app/public/x.php", "/www/x.asp",
	] {
		severities(script({"path": path}), {}) == {"medium"}
	}
}

test_fires_on_a_script_of_the_image_that_was_changed if {
	severities(script({"kind": "modified", "was": {"size": 800}}), {}) == {"medium"}
}

test_fires_high_in_a_directory_for_uploads if {
	every path in [
		"/var/www/html/wp-content/uploads/2026/01/x.php", "/var/www/html/images/x.php", "/var/www/html/avatars/x.phtml",
		"/var/www/html/sites/default/files/x.php", "/var/www/html/pub/media/x.php",
	] {
		severities(script({"path": path}), {}) == {"high"}
	}
}

test_fires_high_with_a_match if {
	severities(script({}), match({})) == {"high"}
	severities(script({}), match({"tags": [], "meta": {"score": 60}})) == {"high"}
	severities(script({"path": "/var/www/html/cache/x.php"}), match({"path": "/var/www/html/cache/x.php"})) == {"high"}
	severities(script({"path": "/var/www/html/vendor/x.php"}), match({"path": "/var/www/html/vendor/x.php"})) == {"high"}
}

test_fires_no_worse_with_a_match_of_little_weight if {
	severities(script({}), match({"tags": [], "meta": {"severity": "info"}})) == {"medium"}
}

test_fires_with_the_rules_that_match if {
	found := rule.findings with input as object.union({"changes": [script({"sha256": "a"})]}, match({}))
	some f in found
	f.evidence.rules == {"/var/www/html/x.php": {"php_webshell"}}
	f.evidence.sha256 == {"/var/www/html/x.php": "a"}
}

test_fires_low_at_start if {
	started := {"config": {"started": "2026-01-02T03:59:58Z"}}
	severities(script({}), started) == {"low"}
	severities(script({"path": "/var/www/html/images/x.php"}), started) == {"low"}
	severities(script({}), object.union(started, match({}))) == {"high"}
}

test_fires_low_on_what_installers_write if {
	severities(script({"path": "/var/www/html/wp-config.php"}), {}) == {"low"}
	severities(script({"path": "/var/www/html/wp-content/uploads/x/index.php", "size": 28}), {}) == {"low"}
	severities(script({"path": "/var/www/html/wp-content/uploads/x/index.php"}), {}) == {"high"}
}

# An application that is unpacked or upgraded.
test_fires_low_and_once_on_very_many if {
	many := [script({"path": sprintf("/var/www/html/app/%d/%d.php", [i % 9, i])}) | some i in numbers.range(1, 51)]
	found := rule.findings with input.changes as array.concat(many, [script({"path": "/var/www/html/uploads/x.php"})])
	{[f.location.path, f.severity] | some f in found} == {["/var/www/html", "low"], ["/var/www/html/uploads/x.php", "high"]}
}

test_fires_once_for_many_of_one_directory if {
	found := rule.findings with input.changes as [script({"path": sprintf("/var/www/html/a/%d.php", [i])}) | some i in numbers.range(1, 11)]
	{[f.location.path, f.severity] | some f in found} == {["/var/www/html/a", "medium"]}
}

test_fires_on_what_came_after_an_archive_was_unpacked if {
	tracker := {"path": "/usr/local/tomcat/webapps/shop/META-INF/war-tracker", "kind": "added", "type": "file", "mtime": "2026-01-02T04:00:00Z"}
	late := script({"path": "/usr/local/tomcat/webapps/shop/x.jsp", "mtime": "2026-01-02T05:00:00Z"})
	back := object.union(late, {"mtime": "2020-01-02T05:00:00Z", "ctime": "2026-01-02T05:00:00Z"})
	first := object.union(late, {"mtime": "2026-01-02T04:00:01Z"})
	archive := {"path": "/usr/local/tomcat/webapps/shop.war", "kind": "added", "type": "file"}
	count(rule.findings) == 1 with input.changes as [tracker, late]
	count(rule.findings) == 1 with input.changes as [tracker, object.union(late, {"mtime": "2446-05-10T22:38:55Z"})]
	count(rule.findings) == 1 with input.changes as [tracker, back]
	count(rule.findings) == 1 with input.changes as [tracker, first, archive]
}

test_silent_on_what_tomcat_unpacks if {
	found := rule.findings with input.changes as [
		{"path": "/usr/local/tomcat/webapps/shop/META-INF/war-tracker", "kind": "added", "type": "file", "mtime": "2026-01-02T04:00:00Z"},
		script({"path": "/usr/local/tomcat/webapps/shop/index.jsp", "mtime": "2024-05-06T07:08:09Z"}),
		script({"path": "/usr/local/tomcat/webapps/shop/a/b.jsp", "mtime": "2026-01-02T04:00:01Z"}),
	]
	count(found) == 0
}

test_silent_on_template_caches if {
	every path in [
		"/var/www/html/templates_c/ab12^x.tpl.php", "/var/www/html/var/cache/prod/twig/ab/x.php", "/var/www/app/storage/framework/views/ab.php",
		"/var/www/app/bootstrap/cache/services.php", "/var/www/html/sites/default/files/php/twig/x.php", "/var/www/html/typo3temp/x.php",
		"/var/www/html/wp-content/cache/x.php", "/var/www/html/generated/code/x.php",
	] {
		severities(script({"path": path}), {}) == set()
	}
}

test_silent_on_libraries if {
	every path in ["/var/www/html/vendor/autoload.php", "/var/www/html/node_modules/node-gyp/gyp/x.py"] {
		severities(script({"path": path}), {}) == set()
	}
}

test_silent_on_a_package if {
	found := rule.findings with input.changes as [script({"package": "phpmyadmin"}), {"path": "/var/lib/dpkg/status", "kind": "modified", "type": "file"}]
	count(found) == 0
}

test_silent_on_what_is_no_script if {
	every path in ["/var/www/html/x.html", "/var/www/html/x.jpg", "/var/www/html/app.js", "/usr/share/nginx/html/index.html"] {
		severities(script({"path": path}), {}) == set()
	}
}

test_silent_elsewhere if {
	every path in ["/usr/lib/python3/x.py", "/opt/app/x.php", "/tmp/x.php", "/var/lib/app/x.pl"] {
		severities(script({"path": path}), {}) == set()
	}
}

test_silent_when_deleted_touched_or_mounted if {
	severities(script({"kind": "deleted"}), {}) == set()
	severities(script({"kind": "modified", "sha256": "a", "was": {"sha256": "a"}}), {}) == set()
	severities(script({"type": "directory"}), {}) == set()
	severities(script({}), {"config": {"mounts": [{"type": "bind", "destination": "/var/www/html/x.php"}]}}) == set()
}
