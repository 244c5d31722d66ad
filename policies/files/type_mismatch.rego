# METADATA
# title: Program under the name of a picture or document
# description: |
#   A file has the name of a picture, a document, an archive or the like, and is
#   a program or script. Names like that pass filters for uploads, and nobody
#   looks at them twice.
# related_resources:
#   - ref: https://attack.mitre.org/techniques/T1036/008/
# schemas:
#   - input: schema.document
# custom:
#   severity: high
#   category: anomaly
#   attack: [T1036.008]
#   cis: []
#   remediation: |
#     Keep the container as evidence before anything else. Find out who wrote
#     the file, and whether a process runs from it. A server that takes uploads
#     tells them by their content, and executes nothing among them.
package rummage.files.type_mismatch

import data.rummage.lib.changes
import data.rummage.lib.matches
import data.rummage.lib.names
import data.rummage.lib.origin

# kinds are extensions, by what a file with them claims to be.
kinds := {
	"a picture": {"jpg", "jpeg", "jpe", "png", "gif", "bmp", "ico", "webp", "tif", "tiff", "svg", "psd", "heic", "avif"},
	"a document": {"pdf", "doc", "docx", "xls", "xlsx", "ppt", "pptx", "odt", "ods", "odp", "rtf", "epub"},
	"an archive": {"zip", "gz", "tgz", "bz2", "tbz", "xz", "txz", "zst", "tar", "rar", "7z", "lz4", "iso"},
	"sound or video": {"mp3", "mp4", "m4a", "avi", "mkv", "mov", "wav", "ogg", "flac", "webm"},
	"a font": {"ttf", "otf", "woff", "woff2", "eot"},
}

kind_of[extension] := kind if {
	some kind, extensions in kinds
	some extension in extensions
}

found[c.path] contains sprintf("has the name of %s, and is %s", [kind, content]) if {
	some c in names.extended(object.keys(kind_of))
	content := content_of(c)
	kind := kind_of[names.extension(c.path)]
}

# Texts are scripts for good reason at times, and never programs.
found[c.path] contains "has the name of a text, and is a program" if {
	some c in changes.executable
	changes.is_elf(c)
	regex.match(`(?i)\.(txt|log|csv|json|xml|html?|css|md|conf|cfg|ya?ml|ini)$`, c.path)
}

# content_of says what runs in a file: all of it is a program or script, or a
# rule found one in it, as in a picture with code for a web server behind.
content_of(c) := "a program" if changes.is_elf(c)

else := sprintf("a script for %s", [c.interpreter]) if c.interpreter

else := "a script" if c.magic in {"text/x-lua", "text/x-perl", "text/x-php", "text/x-python", "text/x-ruby", "text/x-shellscript", "text/x-tcl"}

else := "one with what a rule for web shells matches" if c.path in matches.tagged.webshell

findings contains {
	"message": sprintf("%s %s", [path, concat(", and ", sort(why))]),
	"location": {"path": path},
	"evidence": {
		"magic": object.get(c, "magic", ""), "mode": c.mode, "sha256": object.get(c, "sha256", ""),
		"rules": object.get(matches.rules, path, set()),
	},
} if {
	some path, why in found
	c := changes.at(path)
	c.kind != "deleted"
	c.type == "file"
	changes.content_changed(c)
	not origin.recorded(c)
}
