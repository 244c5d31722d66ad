package rummage.config.secret_in_environment_test

import data.rummage.config.secret_in_environment as rule

holding(name, value) := {"env": [{"name": name, "value": value}]}

test_fires_by_name if {
	every name in ["POSTGRES_PASSWORD", "API_KEY", "GITHUB_TOKEN", "AWS_SECRET_ACCESS_KEY", "app_passwd"] {
		count(rule.findings) == 1 with input.config as holding(name, "kX8vQz2mPw")
	}
}

test_fires_by_value if {
	every value in [
		"AKIAIOSFODNN7EXAMPLE", "ghp_0123456789abcdefghijklmnopqrstuvwxyz",
		"postgres://app:kX8vQz2m@db/app", "-----BEGIN RSA PRIVATE KEY-----",
	] {
		count(rule.findings) == 1 with input.config as holding("SETTING", value)
	}
}

test_silent_on_references_and_placeholders if {
	every v in [
		["POSTGRES_PASSWORD_FILE", "/run/secrets/db"], ["API_KEY", "<your-key>"], ["TOKEN", ""], ["DB_PASSWORD", "${DB_PASSWORD}"],
		["TOKEN_TTL", "3600"], ["PASSWORD_MIN_LENGTH", "12"], ["USE_SECRETS", "true"], ["API_KEY", "xxxxxxxx"], ["SECRET_PATH", "/etc/s"],
	] {
		count(rule.findings) == 0 with input.config as holding(v[0], v[1])
	}
}

test_silent_on_what_images_set_in_public if {
	every v in [["GPG_KEY", "A035C8C19219BA821ECEA86B64E628F8D684696D"], ["PYTHON_SHA256", "0123456789abcdef"], ["URL", "https://example.com/a:b@c"], ["PATH", "/usr/bin"]] {
		count(rule.findings) == 0 with input.config as holding(v[0], v[1])
	}
}

test_never_tells_the_secret if {
	found := rule.findings with input.config as holding("API_KEY", "kX8vQz2mPw")
	not contains(json.marshal(found), "kX8vQz2mPw")
}
