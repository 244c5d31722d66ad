package rummage.lib.references_test

import data.rummage.lib.references

test_repository if {
	cases := {
		"nginx": "docker.io/library/nginx",
		"nginx:1.27": "docker.io/library/nginx",
		"nginx@sha256:abc": "docker.io/library/nginx",
		"team/app:1": "docker.io/team/app",
		"docker.io/library/nginx:1": "docker.io/library/nginx",
		"registry.example.com/app": "registry.example.com/app",
		"registry.example.com:5000/team/app:1@sha256:abc": "registry.example.com:5000/team/app",
		"localhost/app:1": "localhost/app",
		"localhost:5000/app": "localhost:5000/app",
	}
	every reference, repository in cases {
		references.repository(reference) == repository
	}
}

test_ids_have_no_repository if {
	every reference in ["sha256:3e254bd6670400112233", "3e254bd66704"] {
		references.is_id(reference)
		not references.repository(reference)
		references.spellings(reference) == {reference}
	}
	not references.is_id("feedbeef")
}

test_spellings if {
	references.spellings("nginx:1.27") == {"nginx", "nginx:1.27", "docker.io/library/nginx", "docker.io/library/nginx:1.27"}
	references.spellings("ghcr.io/a/b@sha256:abc") == {"ghcr.io/a/b", "ghcr.io/a/b@sha256:abc"}
}

test_name if {
	references.name == "nginx:1" with input.target as {"kind": "container", "name": "web", "image": {"name": "nginx:1"}}
	references.name == "app:1" with input.target as {"kind": "image", "name": "app:1"}
	not references.name with input.target as {"kind": "container", "name": "web"}
}
