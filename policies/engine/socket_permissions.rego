# METADATA
# title: Socket of the engine open
# description: |
#   Others than root and the group that is meant for it may write to the
#   socket of the engine or of containerd. Whoever may is root on the host.
# related_resources:
#   - ref: https://docs.docker.com/engine/security/protect-access/
# schemas:
#   - input: schema.document
# custom:
#   severity: high
#   category: misconfiguration
#   attack: [T1059.013, T1610]
#   cis: ["3.15", "3.16", "3.23", "3.24"]
#   remediation: |
#     Set the modes back: 660, root and docker for the engine's socket, 660
#     and root for containerd's. Look for what changed them: a unit, a script,
#     or a cron job with chmod.
package rummage.engine.socket_permissions

import data.rummage.lib.engine

findings contains {
	"message": sprintf("%s %s", [f.path, worst[1]]),
	"severity": names[worst[0]],
	"location": {"path": f.path},
	"evidence": {"mode": object.get(f, "mode", "0"), "user": object.get(f, "user", f.uid), "group": object.get(f, "group", f.gid)},
} if {
	some f in array.concat(engine.files("socket"), engine.files("containerd-socket"))
	worst := max(problems(f))
}

names := {3: "high", 2: "medium", 1: "low"}

problems(f) := {[rank, text] |
	some [rank, wrong, text] in [
		[3, others_write(f), "can be written to by everybody"],
		[2, foreign_user(f), sprintf("belongs to user %v", [object.get(f, "user", f.uid)])],
		[2, group_writes(f), sprintf("can be written to by group %v", [object.get(f, "group", f.gid)])],
		[1, others_may(f), "has more than mode 660"],
	]
	wrong
}

default others_write(_) := false

others_write(f) if engine.writes(engine.digits(f)[2])

default others_may(_) := false

others_may(f) if engine.digits(f)[2] != 0

default foreign_user(_) := false

foreign_user(f) if not f.uid in engine.owners

default group_writes(_) := false

group_writes(f) if {
	engine.writes(engine.digits(f)[1])
	not meant(f)
}

# meant holds when the file's group is the one that the socket is given to.
meant(f) if f.gid == 0

meant(_) if engine.rootless

meant(f) if {
	f.role == "socket"
	f.group in ({"docker"} | {group | group := engine.settings.socket_group})
}
