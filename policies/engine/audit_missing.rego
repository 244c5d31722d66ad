# METADATA
# title: Engine not audited
# description: |
#   The rules of the audit system do not watch all of the engine's programs,
#   files and directories. Who changed them, and when, is then told by nobody.
#   The files of rules are read, not what is loaded in the kernel.
# related_resources:
#   - ref: https://man7.org/linux/man-pages/man7/audit.rules.7.html
# schemas:
#   - input: schema.document
# custom:
#   severity: info
#   category: misconfiguration
#   attack: [T1562.012]
#   cis: ["1.1.3", "1.1.4", "1.1.5", "1.1.6", "1.1.7", "1.1.8", "1.1.9", "1.1.10", "1.1.11", "1.1.12", "1.1.13", "1.1.14", "1.1.15", "1.1.16", "1.1.17", "1.1.18"]
#   remediation: |
#     Install auditd and write a watch for each path that is named: -w PATH -p
#     wa -k docker.
package rummage.engine.audit_missing

import data.rummage.lib.engine

findings contains {
	"message": sprintf("%d of %d paths of the engine are watched by no audit rule", [count(unwatched), count(paths)]),
	"location": {"path": "/etc/audit/rules.d"},
	"evidence": {"unwatched": sort(unwatched), "watched": count(paths) - count(unwatched)},
} if {
	count(unwatched) > 0
}

roles := {
	"program", "data", "directory", "service", "socket-unit", "socket", "containerd-socket", "settings", "defaults", "sysconfig",
	"containerd-settings",
}

paths := {f.path |
	some role in roles
	some f in engine.files(role)
}

unwatched := {path |
	some path in paths
	not watched(path)
}

watched(path) if {
	some watch in watches
	covers(watch, plain(path))
}

covers(watch, path) if watch == path

covers(watch, path) if startswith(path, concat("", [watch, "/"]))

# watches are the paths of -w and of -F path= and -F dir=.
watches := {plain(trim_right(found[1], "/")) |
	some f in engine.files("audit-rules")
	some line in split(object.get(f, "text", ""), "\n")
	not startswith(trim_space(line), "#")
	some found in regex.find_all_string_submatch_n(`(?:-w\s+|-F\s*(?:path|dir)=)([^\s]+)`, line, -1)
}

# plain is a path without the links that most systems have: /var/run is /run, and
# /lib is /usr/lib.
plain(path) := substring(path, 4, -1) if startswith(path, "/var/run/")

else := concat("", ["/usr", path]) if regex.match("^/(bin|sbin|lib)/", path)

else := path
