# METADATA
# title: SSH key with access in the image
# description: |
#   The image has a file of keys that may log in over SSH. Whoever has the
#   private half can log in to each container that runs an SSH server.
# related_resources:
#   - ref: https://attack.mitre.org/techniques/T1098/004/
# schemas:
#   - input: schema.document
# custom:
#   severity: medium
#   category: anomaly
#   attack: [T1098.004, T1525]
#   cis: []
#   remediation: |
#     Find out whose key it is by its comment and fingerprint, and the step
#     that brought it by its layer. Give keys to containers when they start.
package rummage.image.authorized_keys_baked_in

import data.rummage.lib.files
import data.rummage.lib.keys
import data.rummage.lib.texts

findings contains {
	"message": sprintf("%s gives access to %d keys", [f.path, count(texts.lines(texts.of(f)))]),
	"location": {"path": f.path},
	"evidence": {"keys": described(f), "layer": f.layer},
} if {
	some f in array.concat(files.named("authorized_keys"), files.named("authorized_keys2"))
	f.type == "file"
	not keys.is_fixture(f.path)
	not f.package
	some line in texts.lines(texts.of(f))
	regex.match(key, line)
}

key := `((?:ssh|ecdsa|sk-ssh|sk-ecdsa)-[\w@.-]+)[ \t]+[A-Za-z0-9+/=]+(.*)$`

# described tells of each key its type and comment, and not the key.
described(f) := [{"type": m[0][1], "comment": trim_space(m[0][2])} |
	some line in array.slice(texts.lines(texts.of(f)), 0, 20)
	m := regex.find_all_string_submatch_n(key, line, 1)
	count(m) > 0
]
