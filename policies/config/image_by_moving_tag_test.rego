package rummage.config.image_by_moving_tag_test

import data.rummage.config.image_by_moving_tag as rule

test_fires_on_moving_tags if {
	every name in ["nginx", "nginx:latest", "registry.example.com:5000/team/app", "app:nightly"] {
		count(rule.findings) == 1 with input.target.image.name as name
	}
}

test_silent_on_versions_and_digests if {
	every name in [
		"nginx:1.27.3", "registry.example.com:5000/team/app:v2",
		"nginx@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", "sha256:0123456789abcdef", "0123456789ab",
	] {
		count(rule.findings) == 0 with input.target.image.name as name
	}
}

test_silent_on_an_image if count(rule.findings) == 0 with input.target as {"kind": "image", "image": {"name": "nginx:latest"}}
