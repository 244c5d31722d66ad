package rummage.lib.credentials_test

import data.rummage.lib.credentials

test_tokens if {
	every c in [
		["AKIAQ3EGRIZ5K7UPLWTB", "AWS access key"],
		["remote ghp_kX8vQz2mPw7RtY4sBnL9dGf3hJc6aE1oZuTq", "GitHub token"],
		["glpat-kX8vQz2mPw7RtY4sBnL9", "GitLab token"],
		["npm_kX8vQz2mPw7RtY4sBnL9dGf3hJc6aE1oZuTq", "npm token"],
		["https://hooks.slack.com/services/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", "Slack webhook"],
		["eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJydW1tYWdlIn0.kX8vQz2mPw7RtY4sBnL9dGf3", "JSON web token"],
	] {
		credentials.tokens(c[0]) == {c[1]}
	}
}

test_no_tokens if {
	every text in [
		"AKIAIOSFODNN7EXAMPLE", "ghp_0123456789abcdefghijklmnopqrstuvwxyz", "ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
		"sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", "A035C8C19219BA821ECEA86B64E628F8D684696D",
		"sk-learn-is-a-library", "glpat-aaaaaaaaaaaaaaaaaaaaaa", "npm_config_cache",
	] {
		credentials.tokens(text) == set()
	}
}

test_passwords if {
	every c in [
		["tool login --password kX8vQz2m", "a password on a command line"],
		["tool --db-password='kX8vQz2m' x", "a password on a command line"],
		["curl -fsS -u deploy:kX8vQz2m https://repo.invalid/a", "a password for curl"],
		["curl --user deploy:kX8vQz2m https://repo.invalid/a", "a password for curl"],
		["docker login -u a -p kX8vQz2m registry.invalid", "a password for a registry"],
		["sshpass -p kX8vQz2m ssh a@b", "a password for sshpass"],
		["git clone https://deploy:kX8vQz2m@git.invalid/a.git", "a password in a URL"],
		["wget --header 'Authorization: Bearer kX8vQz2mPw7RtY4s' https://a.invalid", "an authorization header"],
		["npm config set //registry.npmjs.org/:_authToken=kX8vQz2mPw7RtY4s", "a token of a package registry"],
		["echo 'root:toor' | chpasswd", "a password of an account"],
		["echo \"app:kX8vQz2m\" | sudo chpasswd", "a password of an account"],
	] {
		c[1] in credentials.passwords(c[0])
	}
}

test_no_passwords if {
	every text in [
		"adduser --disabled-password --gecos '' app", "docker login -u a --password-stdin", "tool --password $PASSWORD",
		"curl -u $USER:$TOKEN https://a.invalid", "git clone https://x-access-token:${TOKEN}@github.com/a/b", "tool --token-file /run/secrets/t",
		"docker build --secret id=npm,src=.npmrc .", "curl -H \"Authorization: Bearer ${TOKEN_OF_CI}\" https://a.invalid", "echo \"root:${PW}\" | chpasswd",
		"npm config set //registry.npmjs.org/:_authToken=${NPM_TOKEN}", "curl -fsSL https://user:password@example.com", "echo 'app:*' | chpasswd -e",
		"tool --password=changeme", "wget https://a.invalid:8443/b@c", "openssl req -passout pass: --token=<token>", "useradd --password '!' app",
		"curl https://a.invalid/x -o /usr/bin/x", "curl https://a.invalid/x-user:8080abc", "tool --password /run/secrets/db", "sed -i 's/--token=.*//' x",
	] {
		credentials.passwords(text) == set()
	}
}

test_assigned if {
	credentials.assigned("export GITHUB_TOKEN=kX8vQz2m; AWS_SECRET_ACCESS_KEY='kX8vQz2m' make") == {"GITHUB_TOKEN", "AWS_SECRET_ACCESS_KEY"}
	every text in ["TOKEN=$(cat /run/secrets/t) make", "GPG_KEY=A035C8C1 gpg", "API_KEY=changeme x", "export KEY=value", "SECRET_FILE=/run/secrets/x run", "TOKEN=`cat t` x"] {
		credentials.assigned(text) == set()
	}
}
