# METADATA
# title: Data deleted
# description: |
#   Most of what the image has in a directory for data is gone, and little came
#   in its place. Services change and add data; who deletes it all wants to do
#   harm, to hide something, or to be paid for it.
# related_resources:
#   - ref: https://attack.mitre.org/techniques/T1485/
# schemas:
#   - input: schema.document
# custom:
#   severity: medium
#   category: anomaly
#   attack: [T1485]
#   cis: []
#   remediation: |
#     Keep the container as evidence before anything else: deleted files of the
#     container may still be open in a process. The image's files can be restored
#     from the image; look for notes and for what else was deleted.
package rummage.files.data_deleted

import data.rummage.lib.changes
import data.rummage.lib.suppress

# many is from how many paths on a directory counts as emptied.
many := 10

# place is the directory for data that a path is in: of a service, a site, a
# person, or an application.
place(path) := found[0][1] if {
	found := regex.find_all_string_submatch_n(
		`^(/(?:srv/[^/]+|data|storage|uploads|backups?|var/lib/[^/]+|var/www/html|var/www|var/opt/[^/]+|var/spool/[^/]+|var/mail|var/backups|home/[^/]+|mnt/[^/]+|opt/[^/]+/(?:data|db|uploads|files|storage|var)|app/(?:data|db|uploads|files|storage|media)|usr/share/nginx/html|usr/local/apache2/htdocs))(?:/|$)`,
		path, 1,
	)
	not regex.match(`^/var/lib/(apt|aptitude|dpkg|apk|rpm|rpm-state|dnf|yum|pacman|PackageKit|systemd|dbus|logrotate|misc|ucf|pam|update-[^/]+|vim|python[0-9.]*|ca-certificates[^/]*|ghostscript|polkit-1|sgml-base|xml-core|command-not-found|initramfs-tools|fontconfig|alternatives|doc-base|emacsen-common|dhcp|urandom|private|snmp/mibs)$`, found[0][1])
}

gone[dir] contains path if {
	some path in changes.gone
	dir := place(path)
}

# left is how many files there are that were added or changed.
left(dir) := count([c | some c in changes.under(dir); c.kind != "deleted"; c.type != "directory"])

findings contains {
	"message": sprintf("%d paths of the image below %s are gone", [count(paths), dir]),
	"location": {"path": dir},
	"evidence": {"deleted": array.slice(sort(paths), 0, 10), "count": count(paths), "changed": left(dir)},
} if {
	some dir, paths in gone
	count(paths) >= many
	left(dir) < count(paths)
	not suppress.transaction
}

# Without the image's layers, a directory that was deleted stands for all that
# was in it.
findings contains {
	"message": sprintf("%s of the image is gone", [dir]),
	"location": {"path": dir},
	"evidence": {"deleted": [dir], "count": 1},
} if {
	some dir, paths in gone
	dir in paths
	not startswith(dir, "/home/")
	not changes.at(dir).was
	not changes.at(dir).lost
	left(dir) == 0
	count(paths) < many
	not suppress.transaction
}
