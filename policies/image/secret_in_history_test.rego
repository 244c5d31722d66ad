package rummage.image.secret_in_history_test

import data.rummage.image.secret_in_history as rule

built(line) := {"target": {"kind": "image"}, "image": {"history": [{"created_by": "ADD x /"}, {"created_by": line}], "config": {"env": []}}}

token := "ghp_kX8vQz2mPw7RtY4sBnL9dGf3hJc6aE1oZuTq"

test_fires_in_each_place if {
	every line in [
		"RUN |1 NPM_TOKEN=kX8vQz2mPw7RtY4s /bin/sh -c npm ci # buildkit",
		"|1 NPM_TOKEN=kX8vQz2mPw7RtY4s /bin/sh -c npm ci",
		"ARG DB_PASSWORD=kX8vQz2m",
		"/bin/sh -c #(nop)  ENV API_KEY=kX8vQz2mPw",
		"RUN /bin/sh -c AWS_SECRET_ACCESS_KEY=kX8vQz2mPw7RtY4s aws s3 cp s3://b/a . # buildkit",
		"RUN /bin/sh -c git clone https://deploy:kX8vQz2m@git.invalid/a.git # buildkit",
		"RUN /bin/sh -c curl -H 'Authorization: Bearer kX8vQz2mPw7RtY4s' -O https://a.invalid/x # buildkit",
		"/bin/sh -c echo 'root:kX8vQz2m' | chpasswd",
		concat(" ", ["LABEL token =", token]), "ARG SETTING=npm_kX8vQz2mPw7RtY4sBnL9dGf3hJc6aE1oZuTq",
		concat(" ", ["ko build with", token]),
		"RUN /bin/sh -c curl https://x.invalid?key=AKIAQ3EGRIZ5K7UPLWTB # buildkit",
	] {
		found := rule.findings with input as built(line)
		{f.location.config | some f in found} == {"image.history.1"}
		not contains(json.marshal(found), "kX8vQz2m")
	}
}

test_fires_once_a_step if {
	found := rule.findings with input as built("RUN |1 TOKEN=kX8vQz2mPw7RtY4s /bin/sh -c curl -u a:kX8vQz2m https://a.invalid # buildkit")
	[f.evidence.kinds | some f in found] == [["a password for curl", "the variable TOKEN"]]
}

test_silent_on_examples_and_references if {
	every line in [
		"ENV AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE", "ARG TOKEN", "ARG DB_PASSWORD=changeme", "RUN |1 TOKEN= /bin/sh -c make # buildkit",
		"RUN /bin/sh -c TOKEN=$(cat /run/secrets/t) npm ci # buildkit", "RUN /bin/sh -c git clone https://x:${TOKEN}@git.invalid/a # buildkit",
		"RUN /bin/sh -c adduser --disabled-password --gecos '' app # buildkit", "ENV DB_PASSWORD_FILE=/run/secrets/db",
	] {
		count(rule.findings) == 0 with input as built(line)
	}
}

test_silent_on_checksums_and_public_keys if {
	every line in [
		"ENV GPG_KEY=A035C8C19219BA821ECEA86B64E628F8D684696D", "RUN /bin/sh -c gpg --recv-keys 4ED778F539E3634C779C87C6D7062848A1AB005C # buildkit",
		"RUN /bin/sh -c echo '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08 *x' | sha256sum -c - # buildkit",
		"RUN /bin/sh -c export NODE_OPTIONS=--max-old-space-size=4096; npm ci # buildkit",
	] {
		count(rule.findings) == 0 with input as built(line)
	}
}

test_silent_when_told_of_with_the_environment if {
	v := {"name": "API_KEY", "value": "kX8vQz2mPw"}
	count(rule.findings) == 0 with input as json.patch(built("ENV API_KEY=kX8vQz2mPw"), [{"op": "replace", "path": "image/config/env", "value": [v]}])
	count(rule.findings) == 1 with input as json.patch(built("ENV API_KEY=another0ne"), [{"op": "replace", "path": "image/config/env", "value": [v]}])
}

test_silent_on_containers if {
	count(rule.findings) == 0 with input as object.union(built("ARG DB_PASSWORD=kX8vQz2m"), {"target": {"kind": "container"}})
}
