# METADATA
# title: Set-user-ID program in the image
# description: |
#   A program of the image has the set-user-ID or set-group-ID bit, and it is
#   not one of those that distributions give it. Whoever executes it gets the
#   rights of its owner; a hole in it is a way to become root.
# related_resources:
#   - ref: https://attack.mitre.org/techniques/T1548/001/
# schemas:
#   - input: schema.document
# custom:
#   severity: low
#   category: misconfiguration
#   attack: [T1548.001]
#   cis: ["4.8"]
#   remediation: |
#     Remove the bit in the build: find / -xdev -perm /6000 -type f -exec chmod
#     a-s {} +. Start containers with --security-opt no-new-privileges, which
#     makes the bit useless.
package rummage.image.setuid_file

import data.rummage.lib.changes
import data.rummage.lib.files
import data.rummage.lib.places

findings contains {
	"message": sprintf("%s has mode %s", [f.path, f.mode]),
	"severity": severity(f),
	"location": {"path": f.path},
	"evidence": {"mode": f.mode, "uid": f.uid, "gid": f.gid, "package": object.get(f, "package", ""), "layer": f.layer},
} if {
	some f in files.setuid
	changes.is_executable(f)
	not is_usual(f)
}

# A shell or another program that executes what it is told makes the bit a back
# door, and so does a place where nobody looks.
severity(f) := "medium" if is_dangerous(f)

else := "low"

is_dangerous(f) if regex.match(
	`^(?:(?:ba|da|a|z|k|c|tc|fi)?sh|busybox|toybox|(?:python|perl|ruby|php|lua|node)[0-9.]*|env|find|xargs|g?awk|mawk|vim?|nano|less|more|tar|cp|mv|dd|cat|tee|gdb|nmap|nc|ncat|socat|docker|chmod|chown)$`,
	changes.base(f.path),
)

is_dangerous(f) if places.is_temporary(f.path)

is_dangerous(f) if contains(f.path, "/.")

# Data in a directory with the set-group-ID bit gets it as well.
is_usual(f) if {
	f.uid == 0
	f.path in usual
}

is_usual(f) if {
	f.uid == 0
	concat("", ["/usr", f.path]) in usual
}

# usual are the programs to which Debian, Ubuntu, Alpine, Fedora, RHEL, SUSE and
# Arch give the bit in their base system, and in what servers need of it.
usual := {
	"/usr/bin/bbsuid", "/usr/bin/bsd-write", "/usr/bin/chage", "/usr/bin/chfn", "/usr/bin/chsh", "/usr/bin/crontab", "/usr/bin/dotlockfile",
	"/usr/bin/expiry", "/usr/bin/fusermount", "/usr/bin/fusermount3", "/usr/bin/gpasswd", "/usr/bin/ksu", "/usr/bin/mount",
	"/usr/bin/newgidmap", "/usr/bin/newgrp", "/usr/bin/newuidmap", "/usr/bin/passwd", "/usr/bin/sg", "/usr/bin/ssh-agent", "/usr/bin/su",
	"/usr/bin/umount", "/usr/bin/unix_chkpwd", "/usr/bin/wall", "/usr/bin/write", "/usr/bin/write.ul",
	"/usr/lib/dbus-1.0/dbus-daemon-launch-helper", "/usr/lib/dbus-daemon-launch-helper", "/usr/lib/openssh/ssh-keysign",
	"/usr/lib/ssh/ssh-keysign", "/usr/lib/utempter/utempter", "/usr/lib/x86_64-linux-gnu/utempter/utempter",
	"/usr/lib/aarch64-linux-gnu/utempter/utempter", "/usr/libexec/dbus-1/dbus-daemon-launch-helper", "/usr/libexec/openssh/ssh-keysign",
	"/usr/libexec/utempter/utempter", "/usr/sbin/grub2-set-bootflag", "/usr/sbin/pam_extrausers_chkpwd", "/usr/sbin/pam_timestamp_check",
	"/usr/sbin/unix2_chkpwd", "/usr/sbin/unix_chkpwd", "/usr/sbin/userhelper", "/usr/sbin/usernetctl", "/usr/sbin/utempter",
	"/usr/sbin/mount.nfs", "/usr/lib/polkit-1/polkit-agent-helper-1",
}
