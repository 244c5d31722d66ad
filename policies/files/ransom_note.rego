# METADATA
# title: Note of a ransom, and renamed files
# description: |
#   A note was added that tells how to get files back, and many files have been
#   given another name, as by a program that encrypts them for a ransom.
# related_resources:
#   - ref: https://attack.mitre.org/techniques/T1486/
# schemas:
#   - input: schema.document
# custom:
#   severity: high
#   category: anomaly
#   attack: [T1486]
#   cis: []
#   remediation: |
#     Stop the container's network, and pause it: the key may be in the memory of
#     the program that encrypts. Keep it as evidence. Restore from the image and
#     from backups, not by way of the note.
package rummage.files.ransom_note

import data.rummage.lib.changes
import data.rummage.lib.matches
import data.rummage.lib.names

# many is how many renamed files make it a ransom.
many := 10

# renamed are the added files that have a mark behind the name of a file of the
# image that is gone, or behind that of a document: by the mark, when it has many.
renamed[mark] := paths if {
	some mark in names.extensions
	not mark in usual
	list := names.extended({mark})
	count(list) >= many
	paths := {c.path |
		some c in list
		c.kind == "added"
		c.type == "file"
		is_renamed(c.path)
	}
	count(paths) >= many
}

is_renamed(path) if regex.match(
	`(?i)\.(?:docx?|xlsx?|pptx?|odt|pdf|jpe?g|png|gif|txt|csv|sql|db|sqlite3?|mdb|ibd|frm|myd|zip|tar|php|html?|js|css|json|xml|py|java|mp[34]|key|pem|cfg|conf|ini|log|md)\.(?:[^/]*\.)?[^/.]{3,32}$`,
	path,
)

is_renamed(path) if {
	count(changes.gone) >= many
	parts := split(changes.base(path), ".")
	some n in [1, 2, 3, 4, 5]
	at := count(parts) - n
	at > 0
	original := concat("/", [trim_suffix(changes.dir(path), "/"), concat(".", array.slice(parts, 0, at))])
	original in changes.gone
}

# usual are the extensions that files have anyway, and those that tools add to a
# name.
usual := {
	"a", "asc", "bak", "bin", "br", "bz2", "c", "cache", "cc", "cfg", "class", "conf", "cpp", "crt", "css", "csv", "dat", "db",
	"deb", "default", "dist", "dll", "doc", "docx", "dpkg-dist", "dpkg-new", "dpkg-old", "ejs", "el", "elf", "env", "erb", "example",
	"exe", "gem", "gif", "go", "gpg", "gz", "gzip", "h", "hpp", "htm", "html", "ico", "index", "ini", "jar", "java", "jinja",
	"jinja2", "jpeg", "jpg", "journal", "js", "json", "key", "la", "license", "list", "lock", "log", "lua", "lz4", "m4", "map",
	"markdown", "md", "md5", "md5sums", "meta", "min", "mjs", "mo", "node", "o", "old", "orig", "part", "pdf", "pem", "php", "pl",
	"pm", "png", "po", "properties", "proto", "py", "pyc", "pyi", "pyx", "r", "rb", "rpmnew", "rpmsave", "rs", "rst", "s", "sample",
	"scss", "service", "sh", "sha1", "sha256", "sha512", "shm", "sig", "snap", "so", "sql", "svg", "swp", "tar", "template", "test",
	"tgz", "tmp", "tmpl", "toml", "tpl", "ts", "tsx", "ttf", "twig", "txt", "vim", "vue", "wal", "wasm", "webp", "whl", "woff",
	"woff2", "xls", "xlsx", "xml", "xz", "yaml", "yml", "zip", "zst",
}

# By the names that such notes have, and by rules that know their text.
notes contains c.path if {
	some c in names.extended({"txt", "html", "htm", "hta", "md"})
	c.kind == "added"
	c.type == "file"
	regex.match(`(?i)decrypt|recover|restor|unlock|encrypted|ransom|get.{0,12}back|read.?it.?now|^!+_?read.?me|akira`, changes.base(c.path))
}

notes contains path if {
	some path in matches.tagged.ransom
	c := changes.at(path)
	c.kind == "added"
	not changes.is_executable(c)
}

most := max({count(paths) | some paths in renamed})

findings contains {
	"message": sprintf("there is a note, %s, and %d files were given another name", [min(notes), most]),
	"location": {"path": min(notes)},
	"evidence": {
		"notes": array.slice(sort(notes), 0, 10), "marks": object.keys(renamed), "count": most,
		"examples": array.slice(sort({path | some paths in renamed; some path in paths}), 0, 10),
		"rules": {rule | some note in notes; some rule in matches.rules[note]},
	},
} if {
	count(renamed) > 0
	count(notes) > 0
}
