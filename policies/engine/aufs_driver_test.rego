package rummage.engine.aufs_driver_test

import data.rummage.engine.aufs_driver as rule

engine_with(fields) := {"target": {"kind": "engine"}, "engine": fields}

test_fires_on_aufs if {
	count(rule.findings) == 1 with input as engine_with({"storage_driver": "aufs"})
}

test_silent_on_others if {
	every driver in ["overlay2", "overlayfs", "btrfs", "zfs", "vfs"] {
		count(rule.findings) == 0 with input as engine_with({"storage_driver": driver})
	}
	count(rule.findings) == 0 with input as engine_with({})
}
