package rummage.engine.base_device_size_test

import data.rummage.engine.base_device_size as rule

engine_with(fields) := {"target": {"kind": "engine"}, "engine": fields}

test_fires_on_a_setting if {
	count(rule.findings) == 1 with input as engine_with({"storage_driver": "devicemapper", "daemon": {"settings": {"storage_options": ["dm.basesize=50G"]}}})
}

test_fires_on_what_the_driver_tells if {
	count(rule.findings) == 1 with input as engine_with({"storage_driver": "devicemapper", "storage_status": [{"name": "Base Device Size", "value": "53.69GB"}]})
}

test_silent_on_the_default if {
	count(rule.findings) == 0 with input as engine_with({"storage_driver": "devicemapper", "storage_status": [{"name": "Base Device Size", "value": "10.74GB"}]})
	count(rule.findings) == 0 with input as engine_with({"storage_driver": "devicemapper", "daemon": {"settings": {"storage_options": []}}})
}

test_silent_on_other_drivers if {
	count(rule.findings) == 0 with input as engine_with({"storage_driver": "overlay2", "storage_status": [{"name": "Backing Filesystem", "value": "extfs"}]})
}
