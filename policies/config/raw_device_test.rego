package rummage.config.raw_device_test

import data.rummage.config.raw_device as rule

given(host) := {"devices": [{"host": host, "container": host, "permissions": "rwm"}]}

test_fires_on_disks_and_memory if {
	every host in ["/dev/sda", "/dev/vda1", "/dev/nvme0n1", "/dev/mapper/root", "/dev/mem"] {
		count(rule.findings) == 1 with input.config as given(host)
	}
}

test_silent_on_other_devices if {
	every host in ["/dev/fuse", "/dev/net/tun", "/dev/dri/card0", "/dev/snd", "/dev/ttyUSB0", "/dev/null"] {
		count(rule.findings) == 0 with input.config as given(host)
	}
}

test_silent_when_privileged if {
	count(rule.findings) == 0 with input.config as object.union(given("/dev/sda"), {"privileged": true})
}
