package rummage.config.device_wildcard_test

import data.rummage.config.device_wildcard as rule

test_fires_on_everything if {
	count(rule.findings) == 1 with input.config as {"device_cgroup_rules": ["a *:* rwm"]}
}

test_fires_on_all_disks_of_a_driver if {
	count(rule.findings) == 1 with input.config as {"device_cgroup_rules": ["b 8:* rw"]}
}

test_silent_on_one_kind_of_terminal if {
	count(rule.findings) == 0 with input.config as {"device_cgroup_rules": ["c 188:* rmw"]}
}

test_silent_on_one_device if {
	count(rule.findings) == 0 with input.config as {"device_cgroup_rules": ["c 1:3 mr"]}
}

test_silent_when_privileged if {
	count(rule.findings) == 0 with input.config as {"privileged": true, "device_cgroup_rules": ["a *:* rwm"]}
}

test_silent_without_a_configuration if {
	count(rule.findings) == 0 with input as {"target": {"kind": "container"}}
}
