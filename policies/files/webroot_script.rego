# METADATA
# title: Script written to a web root
# description: |
#   A script that a web server executes was written at run time to where it
#   serves from. A service gets its scripts with its image. Whoever can write
#   one there has every request execute what he likes. It is worse in a directory
#   for uploads, or with a match of a YARA rule, and less where many came at once,
#   as with an application that is unpacked or upgraded.
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
#     Keep the container as evidence before anything else. Read the script, and
#     the server's log for requests of it. Mount what the server serves
#     read-only, and have it execute nothing where it takes uploads.
package rummage.files.webroot_script

import data.rummage.lib.changes
import data.rummage.lib.matches
import data.rummage.lib.origin
import data.rummage.lib.places
import data.rummage.lib.times
import data.rummage.lib.web

written contains {"change": c, "root": script.root} if {
	some script in web.scripts
	c := script.change
	c.kind != "deleted"
	c.type == "file"
	c.size > 0
	changes.content_changed(c)
	not origin.recorded(c)
	not origin.placed_by_engine(c)
	not is_of_archive(c)
	not is_made(c)
}

# is_made holds for what applications compile or bring, unless a rule matches.
is_made(c) if {
	not c.path in matched
	web.is_compiled(c.path)
}

is_made(c) if {
	not c.path in matched
	web.is_vendored(c.path)
}

# is_of_archive holds for what Tomcat unpacked from an archive of the image: it
# marks the tree, and what comes later is not of the archive.
is_of_archive(c) if {
	tree := regex.find_n(`^.*/webapps/[^/]+`, c.path, 1)[0]
	marker := changes.at(concat("", [tree, "/META-INF/war-tracker"]))
	archive := concat("", [tree, ".war"])
	not changes.at(archive)
	seconds(c) <= seconds(marker) + 60
}

seconds(c) := times.nanoseconds(object.get(c, "ctime", c.mtime)) / 1000000000

matched contains m.path if {
	some m in input.matches
	matches.severity(m) in {"high", "medium"}
}

matched contains path if some path in matches.tagged.webshell

severity(c) := "high" if c.path in matched

# A stub that lists nothing, and what an installer writes.
else := "low" if is_stub(c)

else := "low" if web.is_setting(c.path)

else := "high" if {
	web.is_upload(c.path)
	origin.grade(c, "medium") == "medium"
}

else := origin.grade(c, "medium")

is_stub(c) if {
	changes.base(c.path) == "index.php"
	c.size < 40
}

ordinary[w.root] contains w.change.path if {
	some w in written
	severity(w.change) == "medium"
}

# is_many holds for a root with so many scripts that an application came, or a
# new version of one.
is_many(root) if count(ordinary[root]) > 50

by_directory[[changes.dir(w.change.path), s]] contains w.change.path if {
	some w in written
	s := severity(w.change)
	not is_one_of_many(w.root, s)
}

is_one_of_many(root, "medium") if is_many(root)

findings contains {
	"message": sprintf("%s: written to a web root", [places.title(place, "scripts")]),
	"severity": key[1],
	"location": {"path": place.path},
	"evidence": {
		"examples": place.examples, "count": place.count,
		"sha256": {path: changes.at(path).sha256 | some path in place.examples},
		"rules": {path: matches.rules[path] | some path in place.examples},
	},
} if {
	some key, paths in by_directory
	some place in places.report(key[0], paths)
}

findings contains {
	"message": sprintf("%d scripts were written to the web root %s, as by an application that was unpacked or upgraded", [count(paths), root]),
	"severity": "low",
	"location": {"path": root},
	"evidence": {"examples": array.slice(sort(paths), 0, places.few), "count": count(paths)},
} if {
	some root, paths in ordinary
	is_many(root)
}
