# METADATA
# description: |
#   Which files of an image hold private keys. They are judged by their content,
#   and stores of keys, which are encrypted, by their name.
# schemas:
#   - input: schema.document
package rummage.lib.keys

import data.rummage.lib.changes
import data.rummage.lib.entropy
import data.rummage.lib.files

# private is every private key that a container sees: the file, what kind of key
# it is, and how bad that is.
private contains found if {
	some f in _key_candidates
	found := _private_key(f)
}

# removed_private is every private key in a file that a later layer removed.
removed_private contains found if {
	some f in _removed_key_candidates
	found := _private_key(f)
}

_extensions := ["pem", "key", "p8", "pk8", "ppk", "asc", "p12", "pfx", "kdbx"]

_key_names := [
	"id_rsa", "id_dsa", "id_ecdsa", "id_ed25519", "identity", "ssh_host_rsa_key", "ssh_host_dsa_key", "ssh_host_ecdsa_key",
	"ssh_host_ed25519_key",
]

_key_candidates := array.concat(
	[f | some extension in _extensions; some f in files.with_extension(extension); _is_judged(f)],
	[f | some name in _key_names; some f in files.named(name); _is_judged(f)],
)

_removed_key_candidates := array.concat(
	[f | some extension in _extensions; some f in files.removed_with_extension(extension); _is_judged(f)],
	[f | some name in _key_names; some f in files.removed_named(name); _is_judged(f)],
)

# _is_judged holds for a file that is not published anyway: packages and the
# tests of libraries are, and so are their keys.
_is_judged(f) if {
	f.type == "file"
	object.get(f, "package", "") == ""
	not is_fixture(f.path)
	not regex.match(`/(ssl-cert-snakeoil|localhost)\.(key|pem)$`, f.path)
}

_vendored := `/(?:site-packages|dist-packages|node_modules|pkg/mod|vendor|third[-_]party|gems|registry/src|go/src|perl[0-9.]*|python[0-9.]+|ruby|share)/`

_test := `(?i)/(?:_*tests?_*|testing|testdata|test[-_]?(?:data|resources|fixtures|certs|keys|server)|fixtures?|examples?|samples?|demos?|specs?|mocks?|docs?|t|certdata)/`

# is_fixture holds for a test, an example or documentation in the tree of a
# language's libraries.
is_fixture(path) if {
	regex.match(_vendored, path)
	regex.match(_test, path)
}

# _private_key tells what kind of key a file holds.
_private_key(f) := {"file": f, "kind": _kind[endswith(pem[1], "BLOCK")], "severity": _severity(f, pem[1], pem[2])} if {
	pem := regex.find_all_string_submatch_n(`(?ms)^-----BEGIN ([A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?)-----\s*$(.{0,600})`, f.text, 1)[0]
	lines := regex.find_n(`[0-9A-Za-z+/]{40,}`, pem[2], 1)
	entropy.bits(lines[0]) > 3.5
}

else := {"file": f, "kind": "a key of PuTTY", "severity": _severity(f, _putty[putty[1] == "none"], "")} if {
	putty := regex.find_all_string_submatch_n(`^PuTTY-User-Key-File-[0-9]: [\w-]+\s+Encryption: ([\w-]+)`, f.text, 1)[0]
}

else := {"file": f, "kind": "a store of keys", "severity": _severity(f, "ENCRYPTED", "")} if {
	regex.match(`(?i)\.(p12|pfx|kdbx)$`, f.path)
	not regex.match(`(?i)(trust|cacerts|\bca\b)[^/]*$`, f.path)
	object.get(f, "size", 0) > 0
}

_putty := {true: "", false: "ENCRYPTED"}

_kind := {true: "an OpenPGP private key", false: "a private key"}

# A key for tests opens tests, and what is in the tree of a language's libraries
# was published with them.
_severity(f, header, body) := "low" if regex.match(concat("|", [_test, _vendored]), f.path)

else := "medium" if _is_guarded(f, header, body)

else := "high"

# A host's key is the same in all containers, and lets nobody in. A key that is
# encrypted needs its passphrase as well.
_is_guarded(f, _, _) if startswith(changes.base(f.path), "ssh_host_")

_is_guarded(_, header, body) if contains(concat(" ", [header, body]), "ENCRYPTED")

# The name of the cipher follows the magic of OpenSSH's own format.
_is_guarded(_, _, body) if {
	contains(body, "b3BlbnNzaC1rZXktdjEA")
	not contains(body, "b3BlbnNzaC1rZXktdjEAAAAABG5vbmU")
}
