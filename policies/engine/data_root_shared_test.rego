package rummage.engine.data_root_shared_test

import data.rummage.engine.data_root_shared as rule

engine_with(fields) := {"target": {"kind": "engine"}, "engine": fields}

test_fires_on_file_systems_of_the_system if {
	every mount in ["/", "/var", "/var/lib"] {
		count(rule.findings) == 1 with input as engine_with({"data_root": "/var/lib/docker", "data_root_mount": mount})
	}
}

test_silent_on_one_of_its_own if {
	count(rule.findings) == 0 with input as engine_with({"data_root": "/var/lib/docker", "data_root_mount": "/var/lib/docker"})
	count(rule.findings) == 0 with input as engine_with({"data_root": "/data/docker", "data_root_mount": "/data"})
}

test_silent_where_the_host_cannot_be_seen if {
	count(rule.findings) == 0 with input as {"target": {"kind": "engine"}, "engine": {}}
}
