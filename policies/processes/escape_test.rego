package rummage.processes.escape_test

import data.rummage.processes.escape as rule

process(args) := {"pid": 7, "command": concat(" ", args), "args": args}

test_fires_on_ways_out if {
	every args in [
		["nsenter", "-t", "1", "-m", "-u", "-n", "-i", "sh"], ["nsenter", "--target", "1", "--mount"], ["nsenter", "--all", "--target=1"],
		["chroot", "/host", "sh"], ["sh", "-c", "chroot /hostfs bash"], ["unshare", "-UrmC", "bash"], ["unshare", "--map-root-user", "sh"],
		["sh", "-c", "echo /cmd > /tmp/cg/release_agent"], ["sh", "-c", "echo '|/x' | tee /proc/sys/kernel/core_pattern"],
		["mount", "/dev/sda1", "/mnt"], ["debugfs", "-w", "/dev/vda1"],
	] {
		count(rule.findings) == 1 with input.processes as [process(args)]
	}
}

test_fires_on_a_mount_of_the_host if {
	found := rule.findings with input as {
		"config": {"mounts": [{"type": "bind", "source": "/", "destination": "/data/node"}]},
		"processes": [process(["chroot", "/data/node", "bash"])],
	}
	count(found) == 1
}

test_silent_on_what_looks_alike if {
	every args in [
		["nsenter", "-t", "1234", "-n", "ss"], ["chroot", "--userspec=nobody", "/var/empty", "server"], ["unshare", "-n", "true"],
		["grep", "-r", "release_agent", "/sys"], ["cat", "/proc/sys/kernel/core_pattern"], ["mount", "-t", "tmpfs", "none", "/x"],
		["sh", "-c", "cat /proc/sys/kernel/core_pattern"], ["sysctl", "kernel.core_pattern"],
	] {
		count(rule.findings) == 0 with input.processes as [process(args)]
	}
}

test_silent_without_processes if {
	count(rule.findings) == 0 with input.processes as []
}
