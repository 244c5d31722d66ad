package rummage.files.credential_archive_test

import data.rummage.files.credential_archive as rule

file(change) := object.union({"path": "/tmp/x", "kind": "added", "type": "file", "mode": "600", "size": 900, "magic": "text/plain", "ctime": "2026-01-02T04:00:00Z"}, change)

archive(entries) := file({"path": "/tmp/a.tgz", "magic": "application/gzip", "entries": entries})

severities(c, config) := found if {
	found := {f.severity | some f in rule.findings} with input as {"changes": [c], "config": config}
}

test_fires_on_copies if {
	every path in [
		"/tmp/loot/.ssh/id_ed25519", "/var/tmp/a/.aws/credentials", "/dev/shm/.kube/config", "/tmp/x/.docker/config.json", "/tmp/shadow",
		"/tmp/shadow.bak", "/tmp/id_rsa", "/run/lock/.git-credentials", "/tmp/x/.gnupg/private-keys-v1.d/AB.key",
		"/tmp/gcloud/access_tokens.db", "/tmp/p.kdbx", "/tmp/x/etc/shadow", "/tmp/serviceaccount/secrets/kubernetes.io/serviceaccount/token",
		"/tmp/firefox/logins.json",
	] {
		severities(file({"path": path}), {}) == {"high"}
	}
}

test_fires_on_archives if {
	every entry in [
		"root/.ssh/id_rsa", "./.ssh/authorized_keys", "home/app/.aws/credentials", ".kube/config", "root/.docker/config.json", "etc/shadow",
		"shadow", "id_ed25519", "srv/keys/server.p12", "root/.config/gcloud/credentials.db", "var/run/secrets/kubernetes.io/serviceaccount/token",
		"etc/ssh/ssh_host_rsa_key",
	] {
		severities(archive(["README", entry]), {}) == {"high"}
	}
}

test_fires_and_names_what_is_in_the_archive if {
	found := rule.findings with input.changes as [archive(["a", "root/.ssh/id_rsa", "root/.aws/credentials", "root/.ssh/known_hosts"])]
	{[f.location.path, f.message, f.evidence.names] | some f in found} == {[
		"/tmp/a.tgz", "/tmp/a.tgz: credentials of a cloud, keys of SSH", ["root/.aws/credentials", "root/.ssh/id_rsa"],
	]}
}

test_fires_on_a_copy_under_another_name if {
	every path in ["/etc/shadow", "/root/.ssh/id_ed25519", "/home/app/.aws/credentials", "/home/app/.kube/config"] {
		found := rule.findings with input.changes as [
			file({"path": "/dev/shm/s", "sha256": "a"}),
			file({"path": path, "kind": "modified", "sha256": "a"}),
		]
		{[f.location.path, f.message, f.evidence.names] | some f in found} == {["/dev/shm/s", "/dev/shm/s: a copy of credentials", [path]]}
	}
}

test_fires_on_what_a_rule_knows if {
	found := rule.findings with input as {
		"changes": [file({"path": "/dev/shm/s"})],
		"matches": [{"rule": "some_passwords", "tags": ["credentials"], "path": "/dev/shm/s"}],
	}
	{f.message | some f in found} == {"/dev/shm/s: what a rule knows for credentials"}
}

test_fires_once_on_both if {
	found := rule.findings with input as {
		"changes": [file({"path": "/tmp/x/.ssh/id_rsa", "sha256": "a"}), file({"path": "/root/.ssh/id_rsa", "sha256": "a"})],
		"matches": [{"rule": "some_key", "tags": ["credentials"], "path": "/tmp/x/.ssh/id_rsa"}],
	}
	{f.message | some f in found} == {"/tmp/x/.ssh/id_rsa: keys of SSH"}
}

test_silent_on_copies_of_other_files if {
	every path in ["/etc/passwd", "/root/.config/app/config", "/srv/config.json"] {
		found := rule.findings with input.changes as [file({"path": "/tmp/s", "sha256": "a"}), file({"path": path, "sha256": "a"})]
		count(found) == 0
	}
}

test_fires_medium_on_a_store_of_a_service if {
	severities(file({"path": "/tmp/kafka/cluster.keystore.p12"}), {}) == {"medium"}
	severities(file({"path": "/tmp/keystore.jks"}), {}) == {"medium"}
}

test_fires_low_at_start if {
	severities(file({"path": "/tmp/keystore.jks"}), {"started": "2026-01-02T03:59:59Z"}) == {"low"}
	severities(file({"path": "/tmp/id_rsa"}), {"started": "2026-01-02T03:59:59Z"}) == {"low"}
}

test_silent_on_archives_of_other_things if {
	every entries in [
		["a.txt", "src/main.go"], ["root/.ssh/known_hosts", "root/.ssh/config"], ["etc/passwd"], [".aws/config"],
		["truststore.jks"], ["pkg-1.0/tests/id_rsa/.ssh/id_rsa"], ["x/fixtures/server.p12"], ["css/shadow.css"], [],
	] {
		severities(archive(entries), {}) == set()
	}
}

test_silent_on_a_java_package if {
	severities(archive(["META-INF/MANIFEST.MF", "dev-keystore.jks"]), {}) == set()
	severities(object.union(archive(["BOOT-INF/classes/server.p12"]), {"path": "/tmp/app.jar"}), {}) == set()
}

# The root file system of an image.
test_silent_on_the_archive_of_a_system if {
	severities(archive(["bin/sh", "etc/shadow", "etc/ssl/private/ssl-cert-snakeoil.key"]), {}) == set()
	severities(archive(["./usr/bin/env", "./etc/shadow"]), {}) == set()
	severities(archive(["bin/sh", "etc/shadow", "root/.ssh/id_rsa"]), {}) == {"high"}
}

test_silent_on_the_home_of_a_service if {
	every path in ["/tmp/.docker/config.json", "/tmp/.kube/config", "/tmp/.aws/credentials"] {
		severities(file({"path": path}), {"env": [{"name": "HOME", "value": "/tmp"}]}) == set()
		severities(file({"path": path}), {"env": [{"name": "HOME", "value": "/root"}]}) == {"high"}
	}
}

test_silent_on_secrets_of_the_engine if {
	every path in ["/run/secrets/id_rsa", "/var/run/secrets/kubernetes.io/serviceaccount/token", "/run/user/0/containers/auth.json"] {
		severities(file({"path": path}), {}) == set()
	}
	severities(file({"path": "/tmp/keys/id_rsa"}), {"mounts": [{"type": "bind", "destination": "/tmp/keys"}]}) == set()
}

test_fires_in_memory if {
	severities(file({"path": "/tmp/id_rsa", "mount": "tmpfs"}), {"mounts": [{"type": "tmpfs", "destination": "/tmp"}]}) == {"high"}
}

test_silent_on_other_files if {
	every path in [
		"/tmp/.ssh/known_hosts", "/tmp/shadow.css", "/tmp/x/shadow.png", "/tmp/.kube/cache/http/x", "/tmp/.aws/cli/x", "/tmp/truststore.jks",
		"/tmp/containers/x", "/tmp/id_card.png", "/root/.ssh/id_rsa", "/srv/keystore.jks", "/tmp/cacerts.jks",
	] {
		severities(file({"path": path}), {}) == set()
	}
}

test_silent_on_what_is_no_file if {
	every c in [{"type": "directory"}, {"type": "socket"}, {"size": 0}, {"kind": "deleted"}, {"kind": "modified", "sha256": "a", "was": {"sha256": "a"}}] {
		severities(file(object.union({"path": "/tmp/id_rsa"}, c)), {}) == set()
	}
}
