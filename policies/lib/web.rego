# METADATA
# description: Where web servers find what they serve.
# schemas:
#   - input: schema.document
package rummage.lib.web

import data.rummage.lib.changes
import data.rummage.lib.names

# directories are those of which web servers serve, as distributions and images
# have them.
directories := [
	"/var/www", "/var/html", "/srv/www", "/srv/http", "/srv/web", "/www", "/usr/local/www", "/usr/lib/cgi-bin",
	"/usr/share/nginx/html", "/usr/share/httpd", "/usr/share/caddy", "/usr/local/apache2/htdocs", "/usr/local/apache2/cgi-bin",
	"/usr/local/nginx/html", "/usr/local/tomcat/webapps", "/app/public", "/app/web", "/app/www",
]

# root is the web root that a path is in: one of these, or a directory with a
# name that says so.
root(path) := trim_suffix(found[0], "/") if {
	found := regex.find_n(
		`^/(?:var/www/html|var/(?:www|html)|srv/(?:www|http|web)|www|usr/local/www|usr/lib/cgi-bin|usr/share/(?:nginx/html|httpd|caddy)|usr/local/(?:apache2|nginx)/(?:htdocs|cgi-bin|html)|app/(?:public|web|www)|home/[^/]+/(?:www|web|public)|opt/[^/]+/(?:html|www|standalone/deployments))/|^/.*?/(?:htdocs|public_html|wwwroot|webroot|webapps|cgi-bin)/`,
		path, 1,
	)
	count(found) > 0
}

# pages are the extensions of scripts that only servers execute.
pages := {
	"php", "php3", "php4", "php5", "php7", "php8", "phtml", "pht", "phar", "jsp", "jspx", "asp", "aspx", "ashx", "asmx", "cfm",
	"cgi",
}

# languages are those of scripts that others execute as well.
languages := {"pl", "py", "rb"}

# scripts is every changed script that a web server may execute: the change and
# its web root.
scripts contains {"change": c, "root": found} if {
	some c in names.extended(pages)
	found := root(c.path)
}

scripts contains {"change": c, "root": root(c.path)} if {
	some dir in directories
	some c in changes.under(dir)
	names.extension(c.path) in languages
}

# is_upload holds for a path in a directory for what users send.
is_upload(path) if regex.match(`(?i)/(uploads?|uploaded|user_?files|user_?uploads|attachments|avatars|images?|img|pictures|photos|sites/[^/]+/files|pub/media)/`, path)

# is_compiled holds for a path among templates that an application compiles, and
# in its caches.
is_compiled(path) if regex.match(`(?i)/([^/]*cache[^/]*|templates?_c|compiled?|storage/framework/views|sites/[^/]+/files/php|typo3temp|generated)/`, path)

# is_vendored holds for a path among the libraries that an application brings.
is_vendored(path) if regex.match(`/(vendor|node_modules|bower_components|\.git)/`, path)

# is_setting holds for the names under which applications keep their settings,
# which their installers write.
is_setting(path) if regex.match(`/(wp-config|settings(\.local)?|configuration|config|config\.inc|localsettings|env|parameters|local|database|db)\.php$`, lower(path))
