# METADATA
# description: |
#   Which files of an image hold passwords and tokens of people and machines, in
#   the places and forms in which their tools keep them.
# schemas:
#   - input: schema.document
package rummage.lib.stores

import data.rummage.lib.changes
import data.rummage.lib.credentials
import data.rummage.lib.files
import data.rummage.lib.keys
import data.rummage.lib.secrets

# seen is every file of credentials that a container sees: the file, and what it
# holds.
seen contains found if {
	some name in _names
	some f in files.named(name)
	found := _credentials(f)
}

# removed is every such file that a later layer removed.
removed contains found if {
	some name in _names
	some f in files.removed_named(name)
	found := _credentials(f)
}

# _credentials tells what a file of credentials holds.
_credentials(f) := {"file": f, "kind": concat(" and ", sort(kinds))} if {
	f.type == "file"
	not keys.is_fixture(f.path)
	kinds := _kinds(changes.base(f.path), f)
	count(kinds) > 0
}

_kinds(name, f) := {store.kind |
	some store in _stores[name]
	regex.match(store.path, f.path)
	some pattern in store.secrets
	some m in regex.find_all_string_submatch_n(pattern, f.text, 20)
	_is_secret(m[1])
} if {
	not name in _environments
}

_kinds(name, f) := {"settings with secrets" |
	some m in regex.find_all_string_submatch_n(`(?m)^[ \t]*(?:export[ \t]+)?(\w+)[ \t]*=[ \t]*["']?([^\s"'#]+)`, f.text, 200)
	credentials.is_held({"name": m[1], "value": m[2]})
} if {
	name in _environments
}

_is_secret(value) if {
	not secrets.is_placeholder(value)
	not credentials.is_reference(value)
	not credentials.is_example(value)
}

_names := object.keys(_stores) | _environments

_environments := {".env", ".env.local", ".env.prod", ".env.production", ".env.staging", ".env.development", ".env.dev", ".envrc"}

# _stores are the files in which tools keep credentials, by name.
_stores := {
	"credentials": [
		{"path": `/\.aws/`, "kind": "credentials of AWS", "secrets": [`(?i)aws_secret_access_key[ \t]*=[ \t]*(\S{20,})`]},
		{"path": `/\.(gem|cargo)/`, "kind": "a token of a package registry", "secrets": [`(?m)^:?\w+(?::|\s*=)\s*"?([\w-]{20,})`]},
	],
	"credentials.toml": [{"path": `/\.cargo/`, "kind": "a token of a package registry", "secrets": [`(?m)^token[ \t]*=[ \t]*"([^"]{16,})"`]}],
	"config.json": [{"path": `/\.docker/`, "kind": "a login to a registry", "secrets": _docker}],
	".dockercfg": [{"path": `.`, "kind": "a login to a registry", "secrets": _docker}],
	".dockerconfigjson": [{"path": `.`, "kind": "a login to a registry", "secrets": _docker}],
	"auth.json": [
		{"path": `/containers/`, "kind": "a login to a registry", "secrets": _docker},
		{"path": `composer/`, "kind": "a token of a package registry", "secrets": [`(?i)"[\w.-]*(?:github\.com|gitlab\.com|password)"\s*:[ \t]*"([^"]{8,})"`]},
	],
	".netrc": [{"path": `.`, "kind": "passwords for hosts", "secrets": [`(?:^|\s)password\s+(\S+)`]}],
	"_netrc": [{"path": `.`, "kind": "passwords for hosts", "secrets": [`(?:^|\s)password\s+(\S+)`]}],
	".git-credentials": [{"path": `.`, "kind": "passwords for git", "secrets": [_userinfo]}],
	"credentials.json": [{"path": `.`, "kind": "credentials of Google Cloud", "secrets": _google}],
	"service-account.json": [{"path": `.`, "kind": "credentials of Google Cloud", "secrets": _google}],
	"application_default_credentials.json": [{"path": `.`, "kind": "credentials of Google Cloud", "secrets": _google}],
	".npmrc": [{"path": `.`, "kind": "a token of a package registry", "secrets": [`(?m)^[^#;\n]*_(?:authToken|auth|password)[ \t]*=[ \t]*"?(\S{8,})`]}],
	".yarnrc": [{"path": `.`, "kind": "a token of a package registry", "secrets": [`(?m)_(?:authToken|password)"?\s+"?(\S{8,})`]}],
	".yarnrc.yml": [{"path": `.`, "kind": "a token of a package registry", "secrets": [`(?m)^\s*npmAuth(?:Token|Ident):[ \t]*"?(\S{8,})`]}],
	".pypirc": [{"path": `.`, "kind": "a token of a package registry", "secrets": [`(?m)^\s*password[ \t]*[:=][ \t]*(\S+)`]}],
	"pip.conf": [{"path": `.`, "kind": "a password for a package registry", "secrets": [_userinfo]}],
	"config": [
		{"path": `/\.kube/`, "kind": "credentials of Kubernetes", "secrets": _kubernetes},
		{"path": `/\.bundle/`, "kind": "a password for a package registry", "secrets": [`(?m)^BUNDLE_\w+:[ \t]*"[^":\s]+:([^"\s]{3,})"`]},
	],
	"kubeconfig": [{"path": `.`, "kind": "credentials of Kubernetes", "secrets": _kubernetes}],
	"admin.conf": [{"path": `/kubernetes/`, "kind": "credentials of Kubernetes", "secrets": _kubernetes}],
	"k3s.yaml": [{"path": `.`, "kind": "credentials of Kubernetes", "secrets": _kubernetes}],
	".pgpass": [{"path": `.`, "kind": "passwords of databases", "secrets": [`(?m)^[^#:\n]+:[^:\n]*:[^:\n]*:[^:\n]*:(\S+)$`]}],
	".my.cnf": [{"path": `.`, "kind": "a password of a database", "secrets": [`(?m)^\s*password[ \t]*=[ \t]*["']?([^\s"']+)`]}],
	"hosts.yml": [{"path": `/\.config/(?:gh|glab-cli)/`, "kind": "a token of GitHub", "secrets": [`oauth_token:[ \t]*(\S{16,})`]}],
	"settings.xml": [{"path": `/\.m2/|/maven/`, "kind": "a password for a package registry", "secrets": [`(?m)^\s*<(?:password|passphrase)>([^<{$]+)</`]}],
	"gradle.properties": [{"path": `/\.gradle/`, "kind": "a password for a package registry", "secrets": [`(?mi)^\s*[\w.]*(?:password|token|secret)\w*[ \t]*=[ \t]*(\S+)`]}],
	".vault-token": [{"path": `.`, "kind": "a token of Vault", "secrets": [`^\s*([\w.-]{20,})\s*$`]}],
	"credentials.tfrc.json": [{"path": `.`, "kind": "a token of Terraform", "secrets": [`"token"\s*:\s*"([^"]{14,})"`]}],
	".terraformrc": [{"path": `.`, "kind": "a token of Terraform", "secrets": [`token[ \t]*=[ \t]*"([^"]{14,})"`]}],
	".s3cfg": [{"path": `.`, "kind": "credentials of a store of objects", "secrets": [`(?m)^secret_key[ \t]*=[ \t]*(\S{16,})`]}],
	"rclone.conf": [{"path": `.`, "kind": "credentials of a store of objects", "secrets": [`(?m)^(?:pass|password|secret_access_key|token|client_secret)[ \t]*=[ \t]*(\S{8,})`]}],
	"msal_token_cache.json": [{"path": `/\.azure/`, "kind": "credentials of Azure", "secrets": [`"secret"\s*:\s*"([^"]{20,})"`]}],
	"accessTokens.json": [{"path": `/\.azure/`, "kind": "credentials of Azure", "secrets": [`"(?:refreshToken|accessToken)"\s*:\s*"([^"]{20,})"`]}],
	"wg0.conf": [{"path": `/wireguard/`, "kind": "a key of WireGuard", "secrets": [`(?m)^\s*PrivateKey[ \t]*=[ \t]*([0-9A-Za-z+/]{43}=)`]}],
}

_docker := [`"(?:auth|identitytoken|registrytoken)"\s*:\s*"([0-9A-Za-z+/=._-]{8,})"`]

_google := [`"refresh_token"\s*:\s*"([^"]{20,})"`, `"private_key"\s*:\s*"-+BEGIN PRIVATE KEY-+\\n([^"\\]{40,})`]

_kubernetes := [`client-key-data:\s*["']?([0-9A-Za-z+/=]{64,})`, `(?m)^\s*(?:token|password):\s*["']?([^\s"']{8,})`]

_userinfo := `://[^/:@\s]*:([^/@\s]{3,})@`
