# METADATA
# title: File of the engine open
# description: |
#   A unit, a settings file, a certificate or a key of the engine belongs to
#   somebody else than root, or can be written or read by more than it should.
#   Who can write a unit or the settings can run code as root; who can read
#   the key can speak as the engine.
# related_resources:
#   - ref: https://docs.docker.com/engine/security/protect-access/
# schemas:
#   - input: schema.document
# custom:
#   severity: medium
#   category: misconfiguration
#   attack: [T1543.002, T1552.004]
#   cis: ["3.1", "3.2", "3.3", "3.4", "3.5", "3.6", "3.7", "3.8", "3.9", "3.10", "3.11", "3.12", "3.13", "3.14", "3.17", "3.18", "3.19", "3.20", "3.21", "3.22"]
#   remediation: |
#     chown root:root, and chmod to what the message names. If the file was
#     writable, look at what is in it first.
package rummage.engine.config_permissions

import data.rummage.lib.engine

findings contains {
	"message": sprintf("%s %s", [f.path, worst[1]]),
	"severity": names[worst[0]],
	"location": {"path": f.path},
	"evidence": {"mode": object.get(f, "mode", "0"), "at_most": most, "user": object.get(f, "user", f.uid), "group": object.get(f, "group", f.gid)},
} if {
	some role, most in modes
	some f in engine.files(role)
	worst := max(problems(f, most))
}

# modes are what each role may have at most, as the benchmark has it.
modes := {
	"service": "644", "socket-unit": "644", "directory": "755", "settings": "644", "defaults": "644", "sysconfig": "644",
	"registry-certificate": "444", "registry-key": "400",
	"tls-authority": "444", "tls-certificate": "444", "tls-key": "400",
}

keys := {"tls-key", "registry-key"}

names := {4: "high", 3: "medium", 2: "low", 1: "info"}

problems(f, most) := {[rank, text] |
	some [rank, wrong, text] in [
		[4, others_write(f), "can be written by everybody"],
		[4, key_read(f), "is a key that everybody can read"],
		[3, foreign_user(f), sprintf("belongs to user %v and not to root", [object.get(f, "user", f.uid)])],
		[3, group_writes(f), sprintf("can be written by group %v", [object.get(f, "group", f.gid)])],
		[2, foreign_group(f), sprintf("belongs to group %v and not to root", [object.get(f, "group", f.gid)])],
		[1, beyond(f, most), sprintf("has mode %s: at most %s is asked for", [object.get(f, "mode", "0"), most])],
	]
	wrong
}

default others_write(_) := false

others_write(f) if engine.writes(engine.digits(f)[2])

default key_read(_) := false

key_read(f) if {
	f.role in keys
	bits.and(engine.digits(f)[2], 4) != 0
}

default foreign_user(_) := false

foreign_user(f) if not f.uid in engine.owners

default foreign_group(_) := false

foreign_group(f) if {
	f.gid != 0
	not engine.rootless
}

default group_writes(_) := false

group_writes(f) if {
	foreign_group(f)
	engine.writes(engine.digits(f)[1])
}

default beyond(_, _) := false

beyond(f, most) if {
	allowed := engine.digits({"mode": most})
	some i, digit in engine.digits(f)
	bits.and(digit, 7 - allowed[i]) != 0
}
