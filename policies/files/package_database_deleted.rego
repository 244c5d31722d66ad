# METADATA
# title: Package database deleted
# description: |
#   The list of installed packages was in the image and is gone or empty. A
#   scanner for vulnerabilities then finds nothing, and nobody can tell any
#   more which files packages brought.
# related_resources:
#   - ref: https://attack.mitre.org/techniques/T1070/
# schemas:
#   - input: schema.document
# custom:
#   severity: medium
#   category: anomaly
#   attack: [T1070]
#   cis: []
#   remediation: |
#     Keep the container as evidence before anything else. The image still has
#     the database: compare the container's programs with it. Images that are
#     to have none are built without it.
package rummage.files.package_database_deleted

import data.rummage.lib.changes
import data.rummage.lib.suppress

databases := {
	"/var/lib/dpkg/status", "/lib/apk/db/installed", "/usr/lib/apk/db/installed",
	"/var/lib/rpm/rpmdb.sqlite", "/var/lib/rpm/Packages", "/var/lib/rpm/Packages.db",
	"/usr/lib/sysimage/rpm/rpmdb.sqlite", "/usr/lib/sysimage/rpm/Packages.db", "/var/lib/pacman/local",
}

# Their directories, which go with all that is in them; what that was is not
# always known.
directories := {"/var/lib/dpkg", "/lib/apk", "/lib/apk/db", "/usr/lib/apk", "/usr/lib/apk/db", "/var/lib/rpm", "/usr/lib/sysimage/rpm", "/var/lib/pacman"}

gone := changes.gone & (databases | directories)

findings contains {
	"message": sprintf("%s was deleted: the image has it", [concat(", ", sort(gone))]),
	"location": {"path": min(gone)},
	"evidence": {"deleted": gone},
} if {
	count(gone) > 0
	not is_elsewhere
}

findings contains {
	"message": sprintf("%s was emptied", [c.path]),
	"location": {"path": c.path},
	"evidence": {"size_in_image": c.was.size},
} if {
	some path in databases
	c := changes.at(path)
	c.kind == "modified"
	c.type == "file"
	c.size == 0
	c.was.size > 0
}

# is_elsewhere holds when an upgrade moved the database, or gave it another
# form.
is_elsewhere if {
	suppress.transaction
	not is_empty
}

is_empty if {
	some path in databases
	changes.at(path).size == 0
}
