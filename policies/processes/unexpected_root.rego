# METADATA
# title: Root in a container of another user
# description: |
#   The image is made to run as a user without rights, and a process runs as
#   root. It came by that through a hole in a setuid program or in the kernel,
#   or somebody started it from outside.
# related_resources:
#   - ref: https://attack.mitre.org/techniques/T1068/
# schemas:
#   - input: schema.document
# custom:
#   severity: high
#   category: anomaly
#   attack: [T1068]
#   cis: ["4.1"]
#   remediation: |
#     Keep the container as evidence before anything else. Find out which
#     setuid program or session gave the rights. Start the container with
#     no-new-privileges.
package rummage.processes.unexpected_root

import data.rummage.lib.allow
import data.rummage.lib.changes
import data.rummage.lib.config
import data.rummage.lib.lineage
import data.rummage.lib.processes

rooted[[processes.shown(p), severity(p)]] contains p.pid if {
	expected
	some p in input.processes
	p.uid == 0
	not allow.user("root")
	not allow.process(p)
	not is_small_setuid(p)
	not lineage.of_engine(p)
}

# expected holds when the image sets a user, and the container was not made to
# run as root after all. Where root is remapped, the numbers are other ones.
expected if {
	is_user(input.image.config.user)
	is_user(input.config.user)
	not config.remapped
}

is_user(name) if not regex.match(`^(root|0+)?(:|$)`, name)

# is_small_setuid holds for programs of the image that are root by their mode to
# open a socket, and do nothing else.
is_small_setuid(p) if {
	p.exe_state == "image"
	changes.base(p.exe) in {"ping", "ping6", "fping", "fping6", "traceroute", "mtr-packet", "ntfs-3g", "fusermount", "fusermount3", "newuidmap", "newgidmap"}
}

# Somebody asked for root from outside, or the image lets its user become root.
severity(p) := "medium" if {
	is_asked(p)
	not p.pid in processes.drifted
}

else := "medium" if is_allowed(p)

else := "high"

# is_asked holds in a session that was root from its start.
is_asked(p) if {
	lineage.in_session(p)
	every q in array.concat([p], lineage.ancestors(p)) { q.uid == 0 }
}

is_allowed(p) if {
	some q in array.concat([p], lineage.ancestors(p))
	q.exe_state == "image"
	changes.base(q.exe) in {"sudo", "su", "doas", "run0", "gosu", "su-exec"}
}

findings contains {
	"message": sprintf("%s runs as root, and the image sets another user", [key[0]]),
	"severity": key[1],
	"location": {"process": min(pids)},
	"evidence": {"program": key[0], "pids": pids, "user": input.image.config.user},
} if {
	some key, pids in rooted
}
