# METADATA
# title: Programs that a service does not need
# description: |
#   The image has a compiler, an SSH server, or clients that send what they
#   carry unencrypted. They are not dangerous by themselves, but whoever gets
#   in can use them. Package managers are part of most base images, and not
#   told of.
# related_resources:
#   - ref: https://docs.docker.com/build/building/best-practices/#dont-install-unnecessary-packages
# schemas:
#   - input: schema.document
# custom:
#   severity: info
#   category: misconfiguration
#   attack: []
#   cis: ["4.3"]
#   remediation: |
#     Build in one stage, and copy what runs into another one that has no
#     tools. Use docker exec in place of SSH.
package rummage.image.unnecessary_package

import data.rummage.lib.files

findings contains {
	"message": sprintf("the image has %s: %s", [what, concat(", ", sort(paths))]),
	"location": {"path": sort(paths)[0]},
	"evidence": {"kind": what, "programs": sort(paths)},
} if {
	some what, names in programs
	paths := {path |
		some name in names
		some dir in ["/usr/bin/", "/usr/sbin/", "/usr/local/bin/", "/usr/local/sbin/", "/bin/", "/sbin/", "/usr/local/go/bin/"]
		path := concat("", [dir, name])
		is_program(files.at(path))
	}
	count(paths) > 0
}

is_program(f) if f.type == "file"

# Alternatives are links; those of busybox are one program.
is_program(f) if {
	f.type == "symlink"
	not regex.match(`(^|/)(busybox|toybox|bbsuid)$`, f.link_target)
}

programs := {
	"compilers": ["cc", "gcc", "g++", "c++", "clang", "tcc", "go", "rustc", "make"],
	"an SSH server": ["sshd", "dropbear"],
	"unencrypted remote access": ["telnet", "telnetd", "in.telnetd", "rsh", "rlogin", "rexec", "ftp", "vsftpd", "proftpd", "tftp"],
}
