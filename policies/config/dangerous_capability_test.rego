package rummage.config.dangerous_capability_test

import data.rummage.config.dangerous_capability as rule

test_fires_for_each if {
	count(rule.findings) == 2 with input.config as {"privileged": false, "cap_add": ["CAP_SYS_ADMIN", "sys_ptrace", "CHOWN"]}
}

test_fires_on_all if {
	count(rule.findings) == 1 with input.config as {"cap_add": ["ALL"]}
}

test_silent_on_harmless_ones if {
	count(rule.findings) == 0 with input.config as {"cap_add": ["CAP_CHOWN", "NET_BIND_SERVICE", "SYS_NICE"]}
}

test_silent_when_privileged if {
	count(rule.findings) == 0 with input.config as {"privileged": true, "cap_add": ["SYS_ADMIN"]}
}
