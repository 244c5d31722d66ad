package rummage.lib.stores_test

import data.rummage.lib.stores

file(path, text) := {"path": path, "kind": "added", "type": "file", "mode": "600", "size": count(text), "text": text, "layer": "one"}

test_seen if {
	every c in [
		["/root/.aws/credentials", "[default]\naws_access_key_id=AKIAQ3EGRIZ5K7UPLWTB\naws_secret_access_key = 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\n"],
		["/root/.docker/config.json", `{"auths": {"registry.invalid": {"auth": "ZGVwbG95OmtYOHZRejJt"}}}`],
		["/home/app/.netrc", "machine git.invalid login deploy password kX8vQz2m\n"],
		["/root/.git-credentials", "https://deploy:kX8vQz2mPw@git.invalid\n"],
		["/app/.npmrc", "registry=https://npm.invalid\n//npm.invalid/:_authToken=kX8vQz2mPw7RtY4s\n"],
		["/root/.pypirc", "[pypi]\nusername = __token__\npassword = kX8vQz2mPw7RtY4s\n"],
		["/root/.kube/config", "users:\n- name: a\n  user:\n    token: kX8vQz2mPw7RtY4sBnL9\n"],
		["/root/.pgpass", "db:5432:app:app:kX8vQz2m\n"],
		["/root/.my.cnf", "[client]\npassword=kX8vQz2m\n"],
		["/root/.config/gh/hosts.yml", "github.com:\n  oauth_token: gho_kX8vQz2mPw7RtY4s\n"],
		["/root/.cargo/credentials.toml", "[registry]\ntoken = \"kX8vQz2mPw7RtY4sBnL9\"\n"],
		["/root/.m2/settings.xml", "<server>\n<password>kX8vQz2m</password>\n</server>"],
		["/app/.env.production", "# settings\nexport DB_PASSWORD='kX8vQz2m'\n"],
		["/srv/.env", "NAME=x\nAWS_SECRET_ACCESS_KEY=kX8vQz2mPw7RtY4sBnL9\n"],
		["/root/.config/gcloud/application_default_credentials.json", `{"refresh_token": "1//kX8vQz2mPw7RtY4sBnL9dGf3"}`],
	] {
		found := stores.seen with input.files as [file(c[0], c[1])]
		count(found) == 1
	}
}

test_not_seen if {
	every c in [
		["/root/.aws/credentials", "[default]\naws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n"],
		["/root/.docker/config.json", `{"auths": {"registry.invalid": {}}, "credsStore": "pass"}`],
		["/app/config.json", `{"auth": "ZGVwbG95OmtYOHZRejJt"}`],
		["/app/.npmrc", "registry=https://npm.invalid\n//npm.invalid/:_authToken=${NPM_TOKEN}\n"],
		["/root/.netrc", "machine git.invalid login deploy\n"],
		["/app/.env", "DB_PASSWORD=changeme\nTOKEN=${CI_TOKEN}\nAPI_KEY=\nPORT=80\nTOKEN_FILE=/run/secrets/t\n"],
		["/app/.env.example", "DB_PASSWORD=kX8vQz2m\n"],
		["/root/.git-credentials", "https://git.invalid\n"],
		["/app/node_modules/dotenv/tests/.env", "SECRET_TOKEN=kX8vQz2m\n"],
		["/root/.m2/settings.xml", "<password>${env.PASSWORD}</password>\n<password>{encrypted=}</password>"],
		["/root/.git/config", "[remote \"origin\"]\nurl = https://git.invalid\ntoken: kX8vQz2mPw7RtY4s\n"],
	] {
		found := stores.seen with input.files as [file(c[0], c[1])]
		count(found) == 0
	}
}

test_removed if {
	gone := object.union(file("/root/.netrc", "machine a login b password kX8vQz2m\n"), {"deleted_in": "two"})
	count(stores.removed) == 1 with input.files as [gone]
	count(stores.seen) == 0 with input.files as [gone]
}

test_text_that_is_not_known if {
	found := stores.seen with input.files as [object.remove(file(path, ""), {"text", "size"}) | some path in ["/root/.netrc", "/app/.env"]]
	count(found) == 0
}

test_several_kinds_in_one_file if {
	both := "aws_secret_access_key=kX8vQz2mPw7RtY4sBnL9\ntoken: kX8vQz2mPw7RtY4sBnL9d"
	found := stores.seen with input.files as [file("/root/.aws/.cargo/credentials", both)]
	{k.kind | some k in found} == {"a token of a package registry and credentials of AWS"}
}
