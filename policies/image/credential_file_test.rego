package rummage.image.credential_file_test

import data.rummage.image.credential_file as rule

file(path, text) := {"path": path, "kind": "added", "type": "file", "mode": "600", "layer": "one", "text": text}

test_fires_on_credentials if {
	every c in [
		["/root/.aws/credentials", "[default]\naws_secret_access_key=kX8vQz2mPw7RtY4sBnL9dGf3hJc6aE1oZuTqWxNp\n"],
		["/root/.docker/config.json", `{"auths": {"registry.invalid": {"auth": "ZGVwbG95OmtYOHZRejJt"}}}`],
		["/app/.npmrc", "//npm.invalid/:_authToken=kX8vQz2mPw7RtY4s\n"],
		["/app/.env", "DB_PASSWORD=kX8vQz2m\n"],
	] {
		found := rule.findings with input.files as [file(c[0], c[1])]
		count(found) == 1
		not contains(json.marshal(found), "kX8vQz2m")
	}
}

test_silent_on_examples_and_references if {
	every c in [
		["/root/.aws/credentials", "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n"],
		["/app/.npmrc", "//npm.invalid/:_authToken=${NPM_TOKEN}\n"], ["/app/.env", "DB_PASSWORD=changeme\n"],
		["/root/.docker/config.json", `{"credsStore": "pass"}`], ["/app/.env.example", "DB_PASSWORD=kX8vQz2m\n"],
	] {
		count(rule.findings) == 0 with input.files as [file(c[0], c[1])]
	}
}

test_silent_on_test_fixtures if {
	count(rule.findings) == 0 with input.files as [file("/app/node_modules/npmrc/test/.npmrc", "//npm.invalid/:_authToken=kX8vQz2mPw7RtY4s\n")]
}

test_silent_on_removed_files_and_containers if {
	f := file("/app/.env", "DB_PASSWORD=kX8vQz2m\n")
	count(rule.findings) == 0 with input.files as [object.union(f, {"deleted_in": "two"})]
	count(rule.findings) == 0 with input.changes as [f]
}
