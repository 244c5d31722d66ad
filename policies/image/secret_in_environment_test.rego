package rummage.image.secret_in_environment_test

import data.rummage.image.secret_in_environment as rule

env(name, value) := {"target": {"kind": "image"}, "image": {"config": {"env": [{"name": name, "value": value}]}}}

test_fires_by_name if {
	every name in ["DB_PASSWORD", "API_KEY", "GITHUB_TOKEN", "AWS_SECRET_ACCESS_KEY"] {
		count(rule.findings) == 1 with input as env(name, "kX8vQz2mPw")
	}
}

test_fires_by_value if {
	every value in ["AKIAQ3EGRIZ5K7UPLWTB", "ghp_kX8vQz2mPw7RtY4sBnL9dGf3hJc6aE1oZuTq", "postgres://app:kX8vQz2m@db/app"] {
		count(rule.findings) == 1 with input as env("SETTING", value)
	}
}

test_silent_on_examples_and_references if {
	every v in [
		["AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE"], ["AWS_SECRET_ACCESS_KEY", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"],
		["DB_PASSWORD", "changeme"], ["DB_PASSWORD_FILE", "/run/secrets/db"], ["API_KEY", "<your-key>"], ["TOKEN", ""], ["API_KEY", "your_api_key_here"],
		["GITHUB_TOKEN", "ghp_0123456789abcdefghijklmnopqrstuvwxyz"],
	] {
		count(rule.findings) == 0 with input as env(v[0], v[1])
	}
}

test_silent_on_what_images_set_in_public if {
	every v in [["GPG_KEY", "A035C8C19219BA821ECEA86B64E628F8D684696D"], ["PYTHON_SHA256", "0123456789abcdef"], ["PATH", "/usr/bin"], ["NGINX_VERSION", "1.27"]] {
		count(rule.findings) == 0 with input as env(v[0], v[1])
	}
}

test_silent_on_containers if {
	count(rule.findings) == 0 with input as object.union(env("API_KEY", "kX8vQz2mPw"), {"target": {"kind": "container"}})
}

test_silent_about_the_secret_itself if {
	found := rule.findings with input as env("API_KEY", "kX8vQz2mPw")
	not contains(json.marshal(found), "kX8vQz2mPw")
}
