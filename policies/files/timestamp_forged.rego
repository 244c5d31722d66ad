# METADATA
# title: Time of a file set back or forward
# description: |
#   A program, script or setting was added at run time, and says that it was last
#   changed before the image was made, or that it will be in the future. Intruders
#   set the time of their files so that they do not stand out. Copying with times
#   and unpacking do the same: whole trees with times of their own, and packages,
#   are left out. Without the time at which the inode was changed it is a hint.
# related_resources:
#   - ref: https://attack.mitre.org/techniques/T1070/006/
# schemas:
#   - input: schema.document
# custom:
#   severity: medium
#   category: anomaly
#   attack: [T1070.006]
#   cis: []
#   remediation: |
#     Keep the container as evidence before anything else. No program can set
#     ctime: order the container's files by it, and see what else happened at
#     that time.
package rummage.files.timestamp_forged

import data.rummage.lib.changes
import data.rummage.lib.origin
import data.rummage.lib.places
import data.rummage.lib.suppress
import data.rummage.lib.times
import data.rummage.lib.web

# made is when the image was made, by the older of two clocks: what came later
# cannot be older. RFC 3339 in UTC sorts as text does.
made := min([input.image.created, object.get(input, ["config", "created"], input.image.created)])

# candidates are what runs, and what says what runs.
candidates := [
	changes.executable, changes.under("/etc"), changes.under("/var/spool/cron"), changes.named("authorized_keys"),
	[script.change | some script in web.scripts],
]

# old are the added files among them that are older than the image.
old := {c.path |
	some list in candidates
	some c in list
	c.kind == "added"
	c.mtime < made
	c.type == "file"
}

# ahead are those that are younger than their inode, or than the time at which
# the container was looked at.
ahead := {c.path |
	some list in candidates
	some c in list
	c.kind == "added"
	c.mtime > object.get(c, "ctime", looked_at)
	c.type == "file"
}

looked_at := input.collected_at if input.collected_at > "1970"

odd[path] := "before the image was made" if {
	some path in old
	c := changes.at(path)
	is_unexplained(c)
	not is_constant(c.mtime)
	not is_later_by_chance(c)
	not is_of_tree(path)
}

odd[path] := "in the future" if {
	some path in ahead
	c := changes.at(path)
	is_far(object.get(c, "ctime", input.collected_at), c.mtime)
	is_unexplained(c)
}

# is_far holds for times that are more than a day apart: archives of some kinds
# have the time of another zone. What is past the reach of a clock is far.
is_far(from, to) if times.nanoseconds(to) - times.nanoseconds(from) > times.day

is_far(from, to) if {
	times.nanoseconds(from)
	not times.nanoseconds(to)
}

is_unexplained(c) if {
	not origin.recorded(c)
	not origin.placed_by_engine(c)
	not is_of_unlisted(c.path)
}

# is_of_unlisted holds where packages may have brought the file that do not tell.
is_of_unlisted(path) if {
	suppress.unlisted
	regex.match(`^/(etc|usr|bin|sbin|lib|lib64|opt)/`, path)
}

# is_constant holds for the times that tools give all files, so that what they
# make is the same every time.
is_constant(mtime) if regex.match(`^(19[67]|1980-0[12]-|1985-10-26|2006-07-24T01:21:28|2000-01-01T00:00:00|2010-01-01T00:00:00)`, mtime)

# is_later_by_chance holds when the inode is hardly younger than the content.
is_later_by_chance(c) if times.nanoseconds(c.ctime) - times.nanoseconds(c.mtime) < times.day / 24

# is_of_tree holds when a directory above was added with a time of its own, too,
# or when very many of one place have such times.
is_of_tree(path) if {
	parts := split(path, "/")
	some n in numbers.range(2, count(parts) - 1)
	dir := changes.at(concat("/", array.slice(parts, 0, n)))
	dir.kind == "added"
	dir.mtime < made
}

is_of_tree(path) if count(neighbours[near(path)]) >= 20

neighbours[near(path)] contains path if some path in old

near(path) := concat("/", array.slice(split(path, "/"), 0, 4))

# A program that sets a time changes the inode: without its time, a time of the
# past may have come with a copy.
severity(c) := origin.grade(c, "medium") if c.ctime

else := "medium" if c.mtime > looked_at

else := "low"

by_directory[[changes.dir(path), how, severity(changes.at(path))]] contains path if some path, how in odd

findings contains {
	"message": sprintf("%s: last changed %s, by its own time", [places.title(place, "files"), key[1]]),
	"severity": key[2],
	"location": {"path": place.path},
	"evidence": {
		"examples": place.examples, "count": place.count, "image_created": object.get(input, ["image", "created"], ""),
		"mtime": {path: changes.at(path).mtime | some path in place.examples},
		"ctime": {path: changes.at(path).ctime | some path in place.examples},
	},
} if {
	some key, paths in by_directory
	some place in places.report(key[0], paths)
}
