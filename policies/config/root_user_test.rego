package rummage.config.root_user_test

import data.rummage.config.root_user as rule

test_fires_on_no_user if {
	count(rule.findings) == 1 with input.config as {"user": ""}
}

test_fires_on_root_by_name if {
	count(rule.findings) == 1 with input.config as {"user": "root:adm"}
}

test_fires_on_zero if {
	count(rule.findings) == 1 with input.config as {"user": "0:0"}
}

test_silent_on_another_user if {
	count(rule.findings) == 0 with input.config as {"user": "www-data"}
}

test_silent_on_a_number if {
	count(rule.findings) == 0 with input.config as {"user": "1000:0"}
}

test_silent_without_a_configuration if {
	count(rule.findings) == 0 with input as {"target": {"kind": "container"}}
}

test_silent_when_users_are_mapped if {
	found := rule.findings with input as {
		"config": {"user": "", "namespaces": {"user": ""}},
		"engine": {"security_options": ["name=seccomp,profile=default", "name=userns"]},
	}
	count(found) == 0
}

test_silent_on_what_the_site_allows if {
	count(rule.findings) == 0 with input.config as {"user": ""} with data.allow.users as ["root"]
	count(rule.findings) == 1 with input.config as {"user": ""} with data.allow.users as ["app"]
}
