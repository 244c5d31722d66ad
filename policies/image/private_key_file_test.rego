package rummage.image.private_key_file_test

import data.rummage.image.private_key_file as rule

body := "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQDkX8vQz2mPw7RtY4s\nBnL9dGf3hJc6aE1oZuTqWxNp5VbHy0KiUrM8gSl2jCeO4zD7fX9sTkYqPvA3mB6wLnG"

key(path) := {
	"path": path, "kind": "added", "type": "file", "mode": "600", "size": 1700, "layer": "one",
	"text": concat("", ["-----BEGIN RSA PRIVATE KEY-----\n", body, "\n-----END RSA PRIVATE KEY-----\n"]),
}

severities(f) := found if {
	found := {f.severity | some f in rule.findings} with input.files as [f]
}

test_fires_on_keys if {
	every path in ["/root/.ssh/id_rsa", "/app/tls.key", "/etc/ssl/private/server.pem"] {
		severities(key(path)) == {"high"}
	}
}

test_fires_medium_on_host_keys_and_encrypted_ones if {
	severities(key("/etc/ssh/ssh_host_rsa_key")) == {"medium"}
	encrypted := object.union(key("/app/tls.key"), {"text": concat("", ["-----BEGIN ENCRYPTED PRIVATE KEY-----\n", body])})
	severities(encrypted) == {"medium"}
}

test_silent_on_test_fixtures if {
	every path in [
		"/usr/lib/python3/dist-packages/tests/certs/server.key", "/usr/local/lib/python3.12/test/certdata/keycert.pem",
		"/usr/local/go/src/crypto/tls/testdata/rsa.pem", "/app/node_modules/https-proxy-agent/test/ssl-cert.key",
	] {
		severities(key(path)) == set()
	}
}

test_silent_on_public_certificates if {
	certificate := {"text": concat("", ["-----BEGIN CERTIFICATE-----\n", body, "\n-----END CERTIFICATE-----\n"])}
	severities(object.union(key("/etc/ssl/certs/ca.pem"), certificate)) == set()
}

test_silent_on_snakeoil if {
	severities(key("/etc/ssl/private/ssl-cert-snakeoil.key")) == set()
}

test_silent_on_packages if {
	severities(object.union(key("/usr/lib/x/server.key"), {"package": "libx"})) == set()
}

test_silent_on_removed_keys_and_containers if {
	severities(object.union(key("/app/tls.key"), {"deleted_in": "two"})) == set()
	count(rule.findings) == 0 with input.changes as [key("/app/tls.key")]
}

test_silent_about_the_key_itself if {
	found := rule.findings with input.files as [key("/app/tls.key")]
	not contains(json.marshal(found), "MIIEvQ")
}
