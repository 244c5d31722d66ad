package rummage.image.deleted_secret_recoverable_test

import data.rummage.image.deleted_secret_recoverable as rule

body := "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQDkX8vQz2mPw7RtY4s\nBnL9dGf3hJc6aE1oZuTqWxNp5VbHy0KiUrM8gSl2jCeO4zD7fX9sTkYqPvA3mB6wLnG"

key := {
	"path": "/root/.ssh/id_rsa", "kind": "added", "type": "file", "mode": "600", "layer": "one", "deleted_in": "two", "sha256": "a",
	"text": concat("", ["-----BEGIN RSA PRIVATE KEY-----\n", body, "\n"]),
}

npmrc := {
	"path": "/app/.npmrc", "kind": "added", "type": "file", "mode": "600", "layer": "one", "deleted_in": "two",
	"text": "//npm.invalid/:_authToken=kX8vQz2mPw7RtY4s\n",
}

test_fires_on_a_removed_key if {
	found := rule.findings with input.files as [key]
	[[f.severity, f.location.path, f.evidence.layers, f.evidence.removed_in] | some f in found] == [["medium", "/root/.ssh/id_rsa", ["one"], ["two"]]]
}

test_fires_on_removed_credentials if {
	found := rule.findings with input.files as [npmrc]
	{f.severity | some f in found} == {"medium"}
}

test_fires_on_a_replaced_key if {
	found := rule.findings with input.files as [key, object.union(object.remove(key, {"deleted_in"}), {"layer": "two", "sha256": "b"})]
	count(found) == 1
}

test_fires_once_for_several_layers if {
	found := rule.findings with input.files as [key, object.union(key, {"layer": "two", "deleted_in": "three"})]
	[f.evidence.layers | some f in found] == [["one", "two"]]
}

test_fires_low_on_an_encrypted_key if {
	found := rule.findings with input.files as [object.union(key, {"text": concat("", ["-----BEGIN ENCRYPTED PRIVATE KEY-----\n", body])})]
	{f.severity | some f in found} == {"low"}
}

test_silent_when_it_is_still_there if {
	count(rule.findings) == 0 with input.files as [key, object.union(object.remove(key, {"deleted_in"}), {"layer": "two"})]
}

test_silent_when_never_removed if {
	count(rule.findings) == 0 with input.files as [object.remove(key, {"deleted_in"})]
}

test_silent_on_other_removed_files if {
	count(rule.findings) == 0 with input.files as [
		object.union(key, {"text": "ssh-rsa AAAA"}), object.union(npmrc, {"text": "registry=https://npm.invalid"}),
		object.union(key, {"path": "/app/node_modules/x/test/k.pem"}), object.union(key, {"package": "libx"}),
	]
}
