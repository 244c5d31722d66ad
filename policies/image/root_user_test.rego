package rummage.image.root_user_test

import data.rummage.image.root_user as rule

user(name) := {"target": {"kind": "image"}, "image": {"config": {"user": name}}}

test_fires_on_root if {
	every name in ["", "root", "0", "0:0", "root:adm", ":0"] {
		count(rule.findings) == 1 with input as user(name)
	}
}

test_silent_on_others if {
	every name in ["app", "1000", "1000:0", "rooty", "10"] {
		count(rule.findings) == 0 with input as user(name)
	}
}

test_silent_on_containers if {
	count(rule.findings) == 0 with input as object.union(user(""), {"target": {"kind": "container"}})
}

test_silent_without_a_configuration if {
	count(rule.findings) == 0 with input as {"target": {"kind": "image"}}
}

test_silent_on_what_the_site_allows if {
	count(rule.findings) == 0 with input as user("") with data.allow.users as ["root"]
}
