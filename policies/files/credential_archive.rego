# METADATA
# title: Credentials gathered in a temporary directory
# description: |
#   Keys, passwords or tokens were copied into a directory for temporary files,
#   or an archive there holds some: of SSH, clouds, clusters, registries, browsers
#   and the system's accounts. That is how they are gathered before they are
#   sent away.
# related_resources:
#   - ref: https://attack.mitre.org/techniques/T1074/001/
#   - ref: https://attack.mitre.org/techniques/T1552/001/
# schemas:
#   - input: schema.document
# custom:
#   severity: high
#   category: anomaly
#   attack: [T1074.001, T1552.001]
#   cis: []
#   remediation: |
#     Take all of these credentials for known to others: replace them, and look
#     for where they were used. Keep the container as evidence, and look through
#     its connections for where the archive went.
package rummage.files.credential_archive

import data.rummage.lib.changes
import data.rummage.lib.matches
import data.rummage.lib.places
import data.rummage.lib.suppress

# stores are where credentials are kept, below whatever directory they were
# copied to or archived from: by what they are.
stores := {
	"keys of SSH": `(^|/)\.ssh/(id_\w+|identity|authorized_keys2?)$|^(\./)?id_(rsa|dsa|ecdsa|ed25519)$|\.ppk$`,
	"credentials of a cloud": `(^|/)\.aws/credentials$|(^|/)(\.config/)?gcloud/(credentials\.db|access_tokens\.db|application_default_credentials\.json|legacy_credentials/.+)$|(^|/)\.azure/(msal_token_cache[^/]*|accessTokens\.json|service_principal_entries[^/]*)$`,
	"credentials of a cluster": `(^|/)\.kube/config$|(^|/)secrets/kubernetes\.io/serviceaccount/(\.\.data/)?token$|(^|/)etc/kubernetes/(admin\.conf|pki/.+\.key)$`,
	"logins to registries": `(^|/)\.docker/config\.json$|(^|/)containers/auth\.json$`,
	"keys of GnuPG": `(^|/)\.gnupg/(private-keys-v1\.d/.+|secring\.gpg)$`,
	"passwords of programs": `(^|/)\.(git-credentials|netrc|pgpass|vault-token|pypirc)$|(^|/)(logins\.json|key4\.db|Login Data|wallet\.dat)$|\.kdbx?$`,
}

# of_system are the accounts and keys of a whole system, which an archive of one
# has for good reason.
of_system := {"passwords of accounts": `(^|/)(etc/)?g?shadow(-|~|\.(bak|old|orig|copy|txt|[0-9]+))?$|(^|/)etc/ssl/private/.+\.key$|(^|/)etc/ssh/ssh_host_\w+_key$`}

# key_stores hold the keys of services, which make them as well.
key_stores := {"a store of keys": `\.(jks|keystore|p12|pfx)$`}

candidates[dir] contains c if {
	some dir in ["/tmp", "/var/tmp", "/dev/shm", "/run", "/var/run"]
	some c in changes.under(dir)
	c.kind != "deleted"
	c.type == "file"
	c.size > 0
	is_candidate(c)
	changes.content_changed(c)
	not is_mounted(c.path)
}

# is_candidate is cheap, and leaves most files out.
is_candidate(c) if count(c.entries) > 0

is_candidate(c) if c.sha256 in object.keys(originals)

is_candidate(c) if c.path in matches.tagged.credentials

is_candidate(c) if regex.match(`/(\.ssh|\.aws|\.azure|\.?gcloud|\.kube|\.docker|\.gnupg|containers|serviceaccount|kubernetes)/|/(id_\w+|g?shadow[^/]*|\.git-credentials|\.netrc|\.pgpass|\.vault-token|\.pypirc|logins\.json|key4\.db|Login Data|wallet\.dat)$|\.(ppk|kdbx?|jks|keystore|p12|pfx)$`, c.path)

# originals are credentials elsewhere that were added or changed, by their
# content: a copy may have any name.
originals[c.sha256] contains c.path if {
	some c in array.concat([changes.at(path) | some path in ["/etc/shadow", "/etc/gshadow"]], homes)
	c.type == "file"
	c.size > 0
	some pattern in object.union(stores, of_system)
	regex.match(pattern, trim_prefix(c.path, "/"))
}

homes := [c |
	some name in ["authorized_keys", "id_rsa", "id_dsa", "id_ecdsa", "id_ed25519", "credentials", "config", "config.json", "auth.json", ".git-credentials", ".netrc", ".pgpass"]
	some c in changes.named(name)
	not places.is_temporary(c.path)
]

# is_mounted holds for the secrets that an engine or a cluster gives a container,
# and for what a session keeps.
is_mounted(path) if regex.match(`^/(var/)?run/(secrets|credentials|user)/`, path)

is_mounted(path) if {
	some mount in input.config.mounts
	startswith(path, concat("", [mount.destination, "/"]))
	mount.type != "tmpfs"
}

# kinds is what an archive holds, or what a file is: by kind, the names.
kinds(dir, c) := found if {
	c.entries
	found := {kind: names | some kind, pattern in stores_for(c); names := archived(c, pattern); count(names) > 0}
}

else := found if {
	found := {kind: names | some kind, pattern in all_stores; names := copied(dir, c, pattern); count(names) > 0}
	count(found) > 0
}

# A copy under another name.
else := {"a copy of credentials": originals[c.sha256]} if originals[c.sha256]

# What a rule knows by its content.
else := {"what a rule knows for credentials": {c.path}} if c.path in matches.tagged.credentials

all_stores := object.union_n([stores, of_system, key_stores])

# copied is the path when its end below the directory has the form.
copied(dir, c, pattern) := {c.path |
	regex.match(pattern, substring(c.path, count(dir) + 1, -1))
	not is_home(c.path)
	not is_trusted(c.path)
}

# is_home holds for what a service keeps whose home is a directory for temporary
# files.
is_home(path) if {
	some variable in input.config.env
	variable.name == "HOME"
	startswith(path, concat("", [trim_right(variable.value, "/"), "/."]))
}

# Certificates of authorities are no secret.
is_trusted(path) if regex.match(`(?i)(trust|cacerts)[^/]*$`, path)

archived(c, pattern) := {name |
	some name in c.entries
	regex.match(pattern, name)
	not is_trusted(name)
	not regex.match(`(?i)(^|/)(tests?|testing|testdata|test-?resources|fixtures?|examples?|samples?|spec|docs?|node_modules|site-packages)/`, name)
}

# stores_for is what counts in an archive: Java packages bring key stores, and
# the archive of a system its accounts.
stores_for(c) := object.union_n([stores, when(not_system(c), of_system), when(not_java(c), key_stores)])

when(true, pairs) := pairs

when(false, _) := {}

not_system(c) := count([name | some name in c.entries; regex.match(`^(\./|/)?([^/]+/)?(usr/)?s?bin/`, name)]) == 0

not_java(c) := count([name | some name in array.concat(c.entries, [c.path]); regex.match(`(^|/)META-INF/|\.(jar|war|ear|aar|apk)$`, name)]) == 0

# held is what each file is or holds.
held[c.path] := found if {
	some dir, list in candidates
	some c in list
	found := kinds(dir, c)
	count(found) > 0
}

by_directory[[changes.dir(path), object.keys(found), severity(path, found)]] contains path if some path, found in held

severity(path, found) := "low" if suppress.at_start(changes.at(path))

# A service with TLS makes such a store for itself.
else := "medium" if {
	not changes.at(path).entries
	object.keys(found) == {"a store of keys"}
}

else := "high"

findings contains {
	"message": sprintf("%s: %s", [places.title(place, "files"), concat(", ", sort(key[1]))]),
	"severity": key[2],
	"location": {"path": place.path},
	"evidence": {
		"examples": place.examples, "count": place.count,
		"names": array.slice(sort({name | some path in place.examples; some names in held[path]; some name in names}), 0, 20),
	},
} if {
	some key, paths in by_directory
	some place in places.report(key[0], paths)
}
