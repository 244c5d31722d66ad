package rummage.config.exec_as_root_test

import data.rummage.config.exec_as_root as rule

config_of(user, exec_user) := {"config": {"user": user, "execs": [{"user": exec_user, "privileged": false, "command": ["sh"]}]}}

test_fires_on_root_by_name_and_number if {
	every user in ["root", "0", "0:0", "root:root"] {
		count(rule.findings) == 1 with input as config_of("app", user)
	}
}

test_silent_on_the_container_s_user if {
	count(rule.findings) == 0 with input as config_of("app", "")
	count(rule.findings) == 0 with input as config_of("app", "app")
	count(rule.findings) == 0 with input as config_of("app", "1000")
}

test_silent_where_the_container_is_root_itself if {
	count(rule.findings) == 0 with input as config_of("", "root")
	count(rule.findings) == 0 with input as config_of("0:0", "root")
}

test_silent_without_sessions if {
	count(rule.findings) == 0 with input as {"config": {"user": "app"}}
	count(rule.findings) == 0 with input as {}
}

test_silent_on_what_the_site_allows if {
	count(rule.findings) == 0 with input as config_of("app", "0") with data.allow.users as ["root"]
}
