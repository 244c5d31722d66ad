package rummage.config.cgroup_parent_test

import data.rummage.config.cgroup_parent as rule

test_fires_on_a_group_of_its_own if {
	count(rule.findings) == 1 with input.config as {"cgroup_parent": "/batch"}
}

test_silent_on_the_default if {
	count(rule.findings) == 0 with input.config as {"cgroup_parent": ""}
}

test_silent_when_not_told if {
	count(rule.findings) == 0 with input.config as {"user": ""}
}

test_silent_without_a_configuration if {
	count(rule.findings) == 0 with input as {"target": {"kind": "container"}}
}
