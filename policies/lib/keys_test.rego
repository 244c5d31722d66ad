package rummage.lib.keys_test

import data.rummage.lib.keys

file(path, text) := {"path": path, "kind": "added", "type": "file", "mode": "600", "size": count(text), "text": text, "layer": "one"}

body := "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQDkX8vQz2mPw7RtY4s\nBnL9dGf3hJc6aE1oZuTqWxNp5VbHy0KiUrM8gSl2jCeO4zD7fX9sTkYqPvA3mB6wLnG"

pem(label) := concat("", ["-----BEGIN ", label, "-----\n", body, "\n-----END ", label, "-----\n"])

test_private if {
	every c in [
		["/app/server.key", pem("PRIVATE KEY"), "high"],
		["/app/server.PEM", concat("", [pem("CERTIFICATE"), pem("RSA PRIVATE KEY")]), "high"],
		["/root/.ssh/id_ed25519", pem("OPENSSH PRIVATE KEY"), "medium"],
		["/root/.ssh/id_rsa", pem("RSA PRIVATE KEY"), "high"],
		["/app/k.p8", pem("EC PRIVATE KEY"), "high"],
		["/app/k.key", pem("ENCRYPTED PRIVATE KEY"), "medium"],
		["/app/k.key", concat("", ["-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\n", body]), "medium"],
		["/etc/ssh/ssh_host_rsa_key", pem("RSA PRIVATE KEY"), "medium"],
		["/app/test/fixtures/k.pem", pem("PRIVATE KEY"), "low"],
		["/root/signing.asc", pem("PGP PRIVATE KEY BLOCK"), "high"],
		["/app/k.ppk", "PuTTY-User-Key-File-3: ssh-rsa\nEncryption: none\nComment: x\n", "high"],
		["/app/k.ppk", "PuTTY-User-Key-File-3: ssh-rsa\r\nEncryption: aes256-cbc\r\n", "medium"],
		["/app/identity.p12", "0", "medium"],
		["/app/tests/identity.p12", "0", "low"],
		["/usr/local/lib/python3.12/site-packages/proxy/ca.key", pem("PRIVATE KEY"), "low"],
		["/srv/third_party/urllib3/dummyserver/server.key", pem("PRIVATE KEY"), "low"],
	] {
		found := keys.private with input.files as [file(c[0], object.get({"/root/.ssh/id_ed25519": replace(c[1], "MIIE", "b3BlbnNzaC1rZXktdjEAAAAACmFlczI1Ni1jdHIA")}, c[0], c[1]))]
		{k.severity | some k in found} == {c[2]}
	}
}

test_openssh_without_a_passphrase if {
	text := replace(pem("OPENSSH PRIVATE KEY"), "MIIE", "b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQ")
	found := keys.private with input.files as [file("/root/.ssh/id_ed25519", text)]
	{k.severity | some k in found} == {"high"}
}

test_not_private if {
	every c in [
		["/app/cert.pem", pem("CERTIFICATE")],
		["/app/pub.key", pem("PUBLIC KEY")],
		["/app/doc.pem", "-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----\n"],
		["/app/doc.pem", "-----BEGIN PRIVATE KEY-----\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n"],
		["/app/code.key", concat("", ["const k = \"", pem("PRIVATE KEY")])],
		["/app/notes.txt", pem("PRIVATE KEY")],
		["/etc/ssl/private/ssl-cert-snakeoil.key", pem("PRIVATE KEY")],
		["/etc/pki/tls/private/localhost.key", pem("PRIVATE KEY")],
		["/usr/lib/python3.11/test/keycert.pem", pem("PRIVATE KEY")],
		["/usr/local/lib/python3.12/site-packages/tornado/test/test.key", pem("PRIVATE KEY")],
		["/usr/local/go/src/crypto/tls/testdata/example-key.pem", pem("EC PRIVATE KEY")],
		["/app/node_modules/agent-base/test/ssl-cert.key", pem("RSA PRIVATE KEY")],
		["/usr/share/doc/openvpn/examples/sample-keys/server.key", pem("PRIVATE KEY")],
		["/app/truststore.p12", "0"],
		["/app/empty.p12", ""],
		["/root/.ssh/id_rsa", ""],
	] {
		found := keys.private with input.files as [file(c[0], c[1])]
		count(found) == 0
	}
}

test_not_private_in_a_package if {
	found := keys.private with input.files as [object.union(file("/usr/lib/x/k.pem", pem("PRIVATE KEY")), {"package": "libx"})]
	count(found) == 0
}

test_removed if {
	gone := {"deleted_in": "two"}
	documents := [
		object.union(file("/root/.ssh/id_rsa", pem("RSA PRIVATE KEY")), gone),
		object.union(file("/app/k.pem", pem("PRIVATE KEY")), gone),
	]
	count(keys.removed_private) == 2 with input.files as documents
	count(keys.private) == 0 with input.files as documents
}

test_text_that_is_not_known if {
	found := keys.private with input.files as [object.remove(file(path, ""), {"text", "size"}) | some path in ["/app/k.pem", "/app/k.p12", "/root/.ssh/id_rsa"]]
	count(found) == 0
}

test_several_kinds_in_one_file if {
	text := concat("", ["PuTTY-User-Key-File-3: ssh-rsa\nEncryption: none\n", pem("PRIVATE KEY")])
	count(keys.private) == 1 with input.files as [file("/app/x.p12", text)]
}
