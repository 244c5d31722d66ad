package rummage.config.mac_disabled_test

import data.rummage.config.mac_disabled as rule

test_fires_when_turned_off if {
	found := rule.findings with input as {
		"config": {"security": {"apparmor": "unconfined", "selinux": [], "options": ["apparmor=unconfined"]}},
		"engine": {"security_options": ["name=apparmor"]},
	}
	count(found) == 1
}

test_fires_on_selinux if {
	found := rule.findings with input as {"config": {"security": {"apparmor": "", "selinux": ["disable"], "options": []}}}
	count(found) == 1
}

test_silent_where_the_engine_has_none if {
	found := rule.findings with input as {
		"config": {"security": {"apparmor": "unconfined", "selinux": [], "options": []}},
		"engine": {"security_options": ["name=seccomp,profile=default"]},
	}
	count(found) == 0
}

test_silent_on_the_default if {
	found := rule.findings with input as {"config": {"security": {"apparmor": "docker-default", "selinux": [], "options": []}}}
	count(found) == 0
}

test_silent_when_privileged if {
	found := rule.findings with input as {"config": {"privileged": true, "security": {"apparmor": "unconfined", "selinux": [], "options": []}}}
	count(found) == 0
}
