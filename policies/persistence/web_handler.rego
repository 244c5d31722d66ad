# METADATA
# title: Web server told to run more
# description: |
#   A .htaccess, .user.ini, php.ini or other setting of the web server was added
#   or changed so that a file runs before or after every page, that files which
#   are no scripts are run as such, or that a library from an odd place is
#   loaded. An uploaded picture becomes a way in.
# related_resources:
#   - ref: https://attack.mitre.org/techniques/T1505/003/
# schemas:
#   - input: schema.document
# custom:
#   severity: medium
#   category: anomaly
#   attack: [T1505.003]
#   cis: []
#   remediation: |
#     Keep the container as evidence before anything else. Look at the file
#     that is run, and for others with that ending. Forbid such settings where
#     files are uploaded (AllowOverride None, no PHP in that directory).
package rummage.persistence.web_handler

import data.rummage.lib.acts
import data.rummage.lib.changes
import data.rummage.lib.links
import data.rummage.lib.suppress
import data.rummage.lib.texts

findings contains {
	"message": sprintf("%s %s", [c.path, concat(" and ", sort(reasons))]),
	"severity": suppress.lowered(c, severity(c, reasons)),
	"location": {"path": c.path},
	"evidence": {"lines": texts.shown([line | some line in lines(c); regex.match(shown, line)])},
} if {
	some c in settings
	c.kind != "deleted"
	c.type in {"file", "symlink"}
	changes.content_changed(c)
	not suppress.packaged(c)
	not links.is_settled(c)
	reasons := (php(c) | server(c)) | code(c)
	count(reasons) > 0
}

shown := `(?i)auto_(?:pre|ap)pend_file|handler|addtype|action|extension|module|execcgi|php`

settings contains c if {
	some name in [".htaccess", ".user.ini", "php.ini"]
	some c in changes.named(name)
}

settings contains c if {
	some dir in [
		"/etc/php", "/etc/php5", "/etc/php7", "/etc/php81", "/etc/php82", "/etc/php83", "/etc/php84", "/etc/php.d", "/etc/php-fpm.d", "/usr/local/etc/php", "/usr/local/etc/php-fpm.d",
		"/etc/apache2", "/etc/httpd", "/usr/local/apache2/conf", "/etc/nginx", "/etc/lighttpd",
	]
	some c in changes.under(dir)
	regex.match(`\.(?:conf|ini|load)$`, c.path)
}

# lines are the new ones; in these files a semicolon begins a comment, too.
lines(c) := [line | some line in texts.new(c); not startswith(line, ";")]

# php is what has PHP run or load something.
php(c) := {reason |
	some line in lines(c)
	found := regex.find_all_string_submatch_n(
		`(?i)^(?:php(?:_admin)?_value\s*\[?\s*|fastcgi_param\s+PHP_(?:ADMIN_)?VALUE\s+["']?)?(auto_prepend_file|auto_append_file|(?:zend_)?extension)\s*\]?(?:\s*=\s*|\s+)["']?([^"';]*)`,
		line, 1,
	)[0]
	reason := reason_of(lower(found[1]), trim_space(found[2]))
}

reason_of(key, value) := runs_file if {
	key in {"auto_prepend_file", "auto_append_file"}
	not lower(value) in {"", "none"}
	not is_odd_file(value)
}

reason_of(key, value) := runs_odd_file if {
	key in {"auto_prepend_file", "auto_append_file"}
	is_odd_file(value)
}

reason_of(key, value) := loads_library if {
	key in {"extension", "zend_extension"}
	acts.is_odd(value)
}

runs_file := "runs a file with every page"

runs_odd_file := "runs a file that is no script, or lies in an odd place, with every page"

loads_library := "loads a library from an odd place"

is_odd_file(value) if acts.is_odd(value)

is_odd_file(value) if regex.match(`(?i)^(?:php|data|expect|https?|ftp)://|^data:|\.(?:jpe?g|png|gif|ico|svg|webp|bmp|txt|log|css|js|pdf|zip|dat|tmp|json|xml)$`, value)

# server is what has the web server take other files for scripts, or load
# something.
server(c) := {reason |
	some line in lines(c)
	reason := handles(c, line)
}

runs_others := "has files run that are no scripts"

handles(c, line) := runs_others if {
	found := regex.find_all_string_submatch_n(`(?i)^Add(?:Handler|Type|OutputFilter)\s+["']?(\S+?)["']?\s+(.*)$`, line, 1)[0]
	is_script(found[1])
	some extension in regex.split(`\s+`, found[2])
	not is_script_name(extension)
	not is_off(c)
}

handles(_, line) := runs_others if {
	found := regex.find_all_string_submatch_n(`(?i)^security\.limit_extensions\s*=\s*(.*)$`, line, 1)[0]
	some extension in regex.split(`\s+`, trim_space(found[1]))
	not is_script_name(extension)
}

# Loaded by apache and by nginx.
handles(_, line) := loads_library if {
	found := regex.find_all_string_submatch_n(`(?i)^(?:LoadModule\s+\S+|LoadFile|load_module)\s+["']?([^"';\s]+)`, line, 1)[0]
	acts.is_odd(found[1])
}

is_script(handler) if regex.match(`(?i)php|cgi|perl|python|server-parsed|fcgi|proxy:`, handler)

is_script_name(extension) if regex.match(`(?i)^\.?(?:php[0-9s]?|phtml|phar|pht|cgi|fcgi|pl|py|rb|sh|shtml)$`, extension)

# is_off holds for a file that forbids scripts by making them a kind that is
# not run.
is_off(c) if regex.match(`(?im)^\s*Options\s+.*-ExecCGI|^\s*Options\s+None\s*$|^\s*php_flag\s+engine\s+(?:off|0)`, texts.of(c))

# code is a handler that is set for all files, or for those that a section
# names, which are no scripts.
code(c) := {runs_others |
	some found in sections(c)
	not is_for_scripts(found[1])
} | {runs_others |
	changes.base(c.path) == ".htaccess"
	regex.match(concat("", [`(?im)^\s*`, set_handler]), bare(c))
	not is_off(c)
}

is_for_scripts(names) if {
	regex.match(`(?i)\.\(?(?:\?:)?(?:[\w?*+-]+\|)*(?:ph|cgi|fcgi|pl|py)`, replace(names, "\\", ""))
	not regex.match(`(?i)\b(?:jpe?g|png|gif|ico|svg|webp|bmp|txt|css|js|pdf|html?)\b`, names)
}

sections(c) := [found |
	some found in regex.find_all_string_submatch_n(concat("", [`(?i)<Files(?:Match)?\s+([^>]*)>[^<]*?`, set_handler]), texts.of(c), 20)
	not contains(texts.was(c), found[0])
]

# bare is the text without its sections, when the image does not have it.
bare(c) := regex.replace(texts.of(c), `(?is)<(?:Files|FilesMatch|If|Location|LocationMatch)\b.*?</(?:Files|FilesMatch|If|Location|LocationMatch)>`, "") if {
	not regex.match(concat("", [`(?i)`, set_handler]), texts.was(c))
}

else := ""

set_handler := `(?:SetHandler|ForceType)\s+["']?(?:application/x-httpd-(?:php|ea-php|alt-php)|php|cgi-script|fcgid-script|fastcgi-script|proxy:(?:unix|fcgi)|perl-script|mod_python|server-parsed)`

severity(c, reasons) := "low" if {
	reasons == {runs_file}
	is_firewall(c)
}

else := "high" if count(reasons & {loads_library, runs_odd_file}) > 0

else := "high" if takes_uploads(c.path)

else := "medium"

# takes_uploads holds for a place into which applications put what visitors send.
takes_uploads(path) if regex.match(`(?i)/(?:uploads?|files|images?|img|media|avatars?|attachments?|cache|tmp)/`, path)

# A firewall for WordPress has itself run like that.
is_firewall(c) if regex.match(`(?im)auto_prepend_file\s*=?\s*["']?\S*/wordfence-waf\.php\b`, texts.of(c))
