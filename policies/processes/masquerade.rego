# METADATA
# title: Process under a false name
# description: |
#   A process calls itself as a daemon of the system does, and the program that
#   it runs is another one. Who looks at a list of processes shall take it for
#   something usual.
# related_resources:
#   - ref: https://attack.mitre.org/techniques/T1036/005/
# schemas:
#   - input: schema.document
# custom:
#   severity: high
#   category: anomaly
#   attack: [T1036.005]
#   cis: []
#   remediation: |
#     Keep the container as evidence before anything else. Look at the
#     executable that the process really runs.
package rummage.processes.masquerade

import data.rummage.lib.changes
import data.rummage.lib.interpreters
import data.rummage.lib.processes

disguised[[claimed(p), p.exe, severity(p)]] contains p.pid if {
	some p in input.processes
	p.exe != ""
	claimed(p) in daemons
	is_other(p)
	not is_entrypoint(p)
}

# The image may call what it starts as it likes.
is_entrypoint(p) if {
	p.init
	p.exe_state == "image"
}

# claimed is the name that the first argument begins with: daemons put what they
# do behind it.
claimed(p) := changes.base(regex.find_n(`^[^\s:]+`, p.args[0], 1)[0])

# A program of the image under a name that is not its own. What is many programs
# in one goes by whatever it is called.
is_other(p) if {
	p.exe_state != "memfd"
	not is_called(claimed(p), changes.base(p.exe))
	not is_many(p)
}

# The right name, and a place where no daemon is.
is_other(p) if {
	p.exe_state in {"added", "modified", "deleted"}
	is_called(claimed(p), changes.base(p.exe))
	processes.is_odd_place(p.exe)
}

is_other(p) if p.exe_state == "memfd"

# is_many holds for what acts under many names: sets of tools in one file,
# emulators, loaders, and interpreters, which let their scripts choose a title.
# The path of a daemon is no title.
is_many(p) if regex.match(
	`^(busybox|toybox|coreutils|k3s|rke2|hyperkube|qemu-.*|rosetta|ld-(linux|musl).*|ld\.so|ld-[0-9.]+\.so|java|beam\.smp|dotnet)$`,
	changes.base(p.exe),
)

is_many(p) if {
	interpreters.is_interpreter(p)
	not is_false_path(p)
}

is_false_path(p) if {
	startswith(p.args[0], "/")
	p.exe_state != "unknown"
}

severity(p) := "medium" if {
	interpreters.is_interpreter(p)
	p.exe_state == "image"
}

else := "high"

# is_called holds when a program of this name may call itself so: the names have
# a part in common, as in php-fpm8.2, or are those of programs that stand for
# each other.
is_called(claim, name) if contains(name, claim)

is_called(claim, name) if {
	count(name) > 1
	startswith(claim, name)
}

is_called(claim, name) if {
	some alike in families
	claim in alike
	regex.replace(name, `[-.]?[0-9.]+$`, "") in alike
}

families := [
	{"init", "systemd", "tini", "tini-static", "dumb-init", "docker-init", "podman-init", "catatonit", "s6-svscan", "runit", "runit-init", "openrc-init", "dinit", "upstart", "sysvinit"},
	{"cron", "crond", "cronie", "dcron", "fcron", "anacron", "supercronic", "yacron"},
	{"sshd", "dropbear", "tinysshd"},
	{"mysqld", "mariadbd"},
	{"redis-server", "redis-sentinel", "redis-check-rdb", "redis-check-aof", "valkey-server", "valkey-sentinel", "valkey-check-rdb", "valkey-check-aof", "keydb-server"},
	{"apache2", "httpd"},
	{"nginx", "openresty", "tengine", "angie", "freenginx"},
	{"syslogd", "rsyslogd", "syslog-ng", "klogd", "sysklogd", "metalog"},
	{"udevd", "systemd-udevd", "udevadm", "eudev"},
	{"dbus-daemon", "dbus-broker", "dbus-broker-launch"},
	{"sendmail", "exim", "exim4", "postfix", "msmtp", "ssmtp", "dma", "smtpctl", "nullmailer-inject", "opensmtpd", "postdrop"},
	{"postgres", "postmaster", "edb-postgres"},
	{"getty", "agetty", "login", "mingetty"},
	{"dhclient", "dhcpcd", "udhcpc"},
	{"ntpd", "chronyd", "ntpsec", "openntpd"},
	{"inetd", "xinetd", "rlinetd"},
	{"memcached", "memcached-debug"},
]

daemons := {
	"NetworkManager", "acpid", "agetty", "anacron", "apache2", "atd", "auditd", "avahi-daemon", "chronyd", "containerd", "containerd-shim",
	"containerd-shim-runc-v2", "coredns", "cron", "crond", "cupsd", "dbus-daemon", "dhclient", "dhcpcd", "dnsmasq", "docker-init", "docker-proxy",
	"dockerd", "dovecot", "dumb-init", "etcd", "exim4", "getty", "haproxy", "httpd", "inetd", "init", "irqbalance", "klogd", "kube-proxy", "kubelet",
	"lighttpd", "login", "lvmetad", "mariadbd", "memcached", "mongod", "multipathd", "mysqld", "named", "nginx", "nmbd", "ntpd", "php-fpm",
	"polkitd", "postgres", "proftpd", "redis-server", "rpcbind", "rsyslogd", "s6-supervise", "s6-svscan", "sendmail", "smbd", "snapd", "sshd",
	"syslog-ng", "syslogd", "systemd", "systemd-journald", "systemd-logind", "systemd-networkd", "systemd-resolved", "systemd-timesyncd",
	"systemd-udevd", "tini", "udevd", "udisksd", "vsftpd", "wpa_supplicant", "xinetd",
}

findings contains {
	"message": sprintf("a process calls itself %s and runs %s", [key[0], key[1]]),
	"severity": key[2],
	"location": {"process": min(pids)},
	"evidence": {"name": key[0], "exe": key[1], "pids": pids},
} if {
	some key, pids in disguised
}
