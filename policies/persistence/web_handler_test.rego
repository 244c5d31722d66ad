package rummage.persistence.web_handler_test

import data.rummage.persistence.web_handler as rule

file(path, text) := {"path": path, "kind": "added", "type": "file", "mode": "644", "size": 20, "text": text}

htaccess(text) := file("/var/www/html/.htaccess", text)

found(changes) := result if {
	result := {[f.severity, f.message] | some f in rule.findings} with input.changes as changes
}

severities(changes) := {severity | some [severity, _] in found(changes)}

test_fires_on_files_before_every_page if {
	cases := {
		"/var/www/html/.user.ini": "auto_prepend_file = \"/var/www/html/x.php\"",
		"/var/www/html/.htaccess": "php_value auto_append_file /var/www/html/x.php",
		"/usr/local/etc/php/conf.d/x.ini": "auto_prepend_file=/usr/share/x.php",
		"/etc/php/8.2/fpm/php.ini": "; x\nauto_append_file = x.php",
		"/opt/php/php.ini": "auto_append_file = x.php",
		"/usr/local/etc/php-fpm.d/www.conf": "php_admin_value[auto_prepend_file] = /x.php",
		"/etc/nginx/conf.d/x.conf": "fastcgi_param PHP_VALUE \"auto_prepend_file=/x.php\";",
	}
	every path, line in cases {
		found([file(path, line)]) == {["medium", sprintf("%s runs a file with every page", [path])]}
	}
}

test_fires_high_on_odd_files if {
	every value in ["/tmp/x.php", "logo.png", "php://input", "data:;base64,x", "/var/www/html/.cache/.x/y.php"] {
		severities([file("/var/www/html/.user.ini", concat("=", ["auto_prepend_file", value]))]) == {"high"}
	}
	found([file("/usr/local/etc/php/conf.d/x.ini", "extension=/tmp/x.so")]) == {["high", "/usr/local/etc/php/conf.d/x.ini loads a library from an odd place"]}
	severities([file("/etc/apache2/mods-enabled/x.load", "LoadModule x /dev/shm/x.so")]) == {"high"}
	severities([file("/etc/nginx/nginx.conf", "load_module \"/tmp/x.so\";")]) == {"high"}
}

test_fires_on_handlers if {
	every text in [
		"AddType application/x-httpd-php .jpg", "AddHandler application/x-httpd-ea-php81 .php .png", "AddHandler cgi-script .txt\nOptions +ExecCGI",
		"SetHandler application/x-httpd-php", "<FilesMatch \"\\.(jpg|png)$\">\n  SetHandler application/x-httpd-php\n</FilesMatch>",
		"<Files logo>\nForceType application/x-httpd-php\n</Files>", "<FilesMatch \"\\.(php|jpg)$\">\nSetHandler \"proxy:unix:/run/php.sock|fcgi://x\"\n</FilesMatch>",
	] {
		found([htaccess(text)]) == {["medium", "/var/www/html/.htaccess has files run that are no scripts"]}
	}
	severities([file("/usr/local/apache2/conf/httpd.conf", "AddHandler cgi-script .jpg")]) == {"medium"}
	severities([file("/etc/php/8.2/fpm/pool.d/www.conf", "security.limit_extensions = .php .jpg")]) == {"medium"}
}

test_fires_high_where_files_are_uploaded if {
	severities([file("/var/www/html/wp-content/uploads/.htaccess", "AddType application/x-httpd-php .jpg")]) == {"high"}
}

test_fires_on_a_line_beside_others if {
	change := {
		"path": "/var/www/html/.htaccess", "kind": "modified", "type": "file", "size": 99,
		"text": "RewriteEngine On\nAddType application/x-httpd-php .jpg\n", "was": {"text": "RewriteEngine On\n"},
	}
	findings := rule.findings with input.changes as [change]
	{f.evidence.lines | some f in findings} == {["AddType application/x-httpd-php .jpg"]}
}

test_fires_low_on_a_known_firewall if {
	severities([file("/var/www/html/.user.ini", "; Wordfence WAF\nauto_prepend_file = '/var/www/html/wordfence-waf.php'\n")]) == {"low"}
}

test_fires_low_at_start if {
	findings := rule.findings with input as {
		"config": {"started": "2026-01-02T03:04:05Z", "entrypoint": ["/entrypoint.sh"], "cmd": []},
		"changes": [object.union(file("/usr/local/etc/php/conf.d/x.ini", "auto_prepend_file=/x.php"), {"mtime": "2026-01-02T03:04:06Z"})],
	}
	{f.severity | some f in findings} == {"low"}
}

# What applications write themselves.
test_silent_on_applications if {
	every text in [
		"# BEGIN WordPress\n<IfModule mod_rewrite.c>\nRewriteEngine On\nRewriteRule ^index\\.php$ - [L]\n</IfModule>\n# END WordPress",
		"<IfModule mod_php.c>\n  php_value mbstring.func_overload 0\n</IfModule>\nAddType image/svg+xml svg svgz\nAddEncoding gzip svgz\nAddDefaultCharset utf-8",
		"AddHandler application/x-httpd-ea-php81 .php .php8 .phtml", "<FilesMatch \"\\.php$\">\n  SetHandler application/x-httpd-php\n</FilesMatch>",
		"<FilesMatch \".+\\.ph(?:ar|p|tml)$\">\n  SetHandler application/x-httpd-php\n</FilesMatch>", "php_value upload_max_filesize 64M",
		"<Files \"x.php\">\nOrder allow,deny\nDeny from all\n</Files>", "AddHandler cgi-script .cgi .pl",
	] {
		found([htaccess(text)]) == set()
	}
}

# What forbids scripts where files are uploaded.
test_silent_on_what_forbids if {
	every text in [
		"AddHandler cgi-script .php .jsp .asp .htm .shtml .sh .cgi\nOptions -ExecCGI", "SetHandler none\nphp_flag engine off", "RemoveHandler .php\nAddType text/plain .php",
		"SetHandler default-handler", "SetHandler cgi-script\nOptions -ExecCGI",
	] {
		found([file("/var/www/html/uploads/.htaccess", text)]) == set()
	}
}

test_silent_on_settings_of_php if {
	every line in ["extension=redis.so", "zend_extension=/usr/local/lib/php/extensions/xdebug.so", "auto_prepend_file =", "auto_prepend_file = none", ";auto_prepend_file = x.php", "memory_limit=1G"] {
		found([file("/usr/local/etc/php/conf.d/x.ini", line)]) == set()
	}
	found([file("/usr/local/etc/php-fpm.d/www.conf", "security.limit_extensions = .php .php8")]) == set()
}

test_silent_on_packages if {
	found([
		object.union(file("/etc/apache2/mods-available/x.conf", "AddHandler cgi-script .jpg"), {"package": "x"}),
		{"path": "/etc/apache2/mods-enabled/x.conf", "kind": "added", "type": "symlink", "link_target": "../mods-available/x.conf"},
		{"path": "/var/lib/dpkg/status", "kind": "modified", "type": "file"},
	]) == set()
}

test_silent_on_what_the_image_has if {
	text := "SetHandler application/x-httpd-php\nAddType application/x-httpd-php .jpg\n<Files x>\nSetHandler application/x-httpd-php\n</Files>\n"
	found([object.union(htaccess(concat("", [text, "DirectoryIndex x.php\n"])), {"kind": "modified", "was": {"text": text}})]) == set()
}

test_silent_on_other_files if {
	found([file("/srv/x.ini", "auto_prepend_file=/x.php"), {"path": "/var/www/html/.htaccess", "kind": "deleted"}, file("/etc/nginx/x.txt", "load_module /tmp/x.so;")]) == set()
}
