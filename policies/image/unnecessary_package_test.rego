package rummage.image.unnecessary_package_test

import data.rummage.image.unnecessary_package as rule

file(path, change) := object.union({"path": path, "kind": "added", "type": "file", "mode": "755", "layer": "one"}, change)

test_fires_once_a_kind if {
	found := rule.findings with input.files as [
		file("/usr/bin/gcc", {"type": "symlink", "link_target": "gcc-12"}), file("/usr/bin/make", {}), file("/usr/sbin/sshd", {}), file("/usr/bin/telnet", {}),
	]
	{f.message | some f in found} == {
		"the image has compilers: /usr/bin/gcc, /usr/bin/make", "the image has an SSH server: /usr/sbin/sshd",
		"the image has unencrypted remote access: /usr/bin/telnet",
	}
}

test_silent_on_package_managers_and_clients if {
	count(rule.findings) == 0 with input.files as [file(path, {}) | some path in ["/usr/bin/apt-get", "/sbin/apk", "/usr/bin/dnf", "/usr/bin/ssh", "/usr/bin/curl", "/opt/gcc"]]
}

test_silent_on_busybox if {
	count(rule.findings) == 0 with input.files as [file("/usr/bin/telnet", {"type": "symlink", "link_target": "/bin/busybox"})]
}

test_silent_on_directories_and_removed_files if {
	count(rule.findings) == 0 with input.files as [file("/usr/bin/make", {"type": "directory"}), file("/usr/bin/gcc", {"deleted_in": "two"})]
}
