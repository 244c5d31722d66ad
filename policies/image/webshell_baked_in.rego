# METADATA
# title: Web shell in the image
# description: |
#   The image has a script that executes what a request sends, by its content,
#   or a script in a directory where an application keeps what its users send.
# related_resources:
#   - ref: https://attack.mitre.org/techniques/T1505/003/
# schemas:
#   - input: schema.document
# custom:
#   severity: high
#   category: anomaly
#   attack: [T1505.003]
#   cis: []
#   remediation: |
#     Do not run the image. Find the step that brought the script by its layer,
#     and look whether the sources or the backup that it was built from hold
#     it too.
package rummage.image.webshell_baked_in

import data.rummage.lib.changes
import data.rummage.lib.files
import data.rummage.lib.image
import data.rummage.lib.matches

findings contains {
	"message": sprintf("%s is a web shell by its content (%s)", [path, concat(", ", sort(rules))]),
	"location": {"path": path},
	"evidence": {
		"rules": sort(rules), "strings": strings[path], "sha256": object.get(files.at(path), "sha256", ""), "layer": files.at(path).layer,
		"package": object.get(files.at(path), "package", ""),
	},
} if {
	some path, rules in shells
}

shells[m.path] contains m.rule if {
	some m in matched
}

strings[path] := array.slice([s | some m in matched; m.path == path; some s in m.strings], 0, 5) if some path, _ in shells

matched contains m if {
	some m in input.matches
	"webshell" in m.tags
	image.is_seen(m)
}

findings contains {
	"message": sprintf("%s is a script among uploads", [f.path]),
	"severity": "medium",
	"location": {"path": f.path},
	"evidence": {"sha256": object.get(f, "sha256", ""), "size": object.get(f, "size", 0), "layer": f.layer},
} if {
	some dir in uploads
	some f in files.under(dir)
	f.type == "file"
	regex.match(`(?i)\.(php[3-8]?|phtml|pht|phar|jspx?|as[phm]x?)$`, f.path)
	not is_placeholder(f)
	not is_matched(f)
}

# uploads are the directories of well-known applications for what users send, as
# far as the image has them.
uploads contains f.path if {
	some name in ["uploads", "files", "media", "public"]
	some f in files.named(name)
	f.type == "directory"
	regex.match(`/(wp-content/uploads|sites/[^/]+/files|pub/media|storage/app/public)$`, f.path)
}

# Empty index pages keep servers from listing a directory.
is_placeholder(f) if {
	changes.base(f.path) == "index.php"
	f.size <= 128
}

is_matched(f) if f.path in matches.tagged.webshell
