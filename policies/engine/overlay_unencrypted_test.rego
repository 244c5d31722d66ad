package rummage.engine.overlay_unencrypted_test

import data.rummage.engine.overlay_unencrypted as rule

engine_with(network) := {"target": {"kind": "engine"}, "engine": {"networks": [object.union({"name": "app", "driver": "overlay"}, network)]}}

test_fires_on_overlays if {
	count(rule.findings) == 1 with input as engine_with({})
	count(rule.findings) == 1 with input as engine_with({"ingress": true, "options": {"com.docker.network.driver.overlay.vxlanid_list": "4096"}})
}

test_silent_when_encrypted if {
	count(rule.findings) == 0 with input as engine_with({"options": {"encrypted": ""}})
	count(rule.findings) == 0 with input as engine_with({"options": {"encrypted": "true"}})
}

test_silent_on_other_drivers if {
	count(rule.findings) == 0 with input as engine_with({"driver": "bridge"})
}
