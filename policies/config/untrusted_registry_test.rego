package rummage.config.untrusted_registry_test

import data.rummage.config.untrusted_registry as rule

container(image) := {"target": {"kind": "container", "name": "web", "image": {"name": image}}, "config": {}}

test_fires_on_other_registries if {
	every image in ["evil.example.net/nginx:1", "nginx", "team/app:1", "registry.example.com.evil.net/app", "registry.example.com:5000/app"] {
		count(rule.findings) == 1 with input as container(image) with data.allow.registries as ["registry.example.com"]
	}
}

test_fires_on_another_part_of_a_registry if {
	count(rule.findings) == 1 with input as container("someone/nginx") with data.allow.registries as ["docker.io/library"]
}

# What has no name anymore cannot be told to be from an allowed one.
test_fires_on_a_number if {
	count(rule.findings) == 1 with input as container("sha256:3e254bd6670400112233") with data.allow.registries as ["docker.io"]
}

test_fires_on_images if {
	image := {"target": {"kind": "image", "name": "team/app:1", "image": {"name": "team/app:1"}}, "image": {"config": {}}}
	count(rule.findings) == 1 with input as image with data.allow.registries as ["docker.io/library"]
}

test_silent_on_allowed_ones if {
	every image in ["registry.example.com/app", "registry.example.com/team/app:1@sha256:abc", "nginx:1.27", "docker.io/library/redis"] {
		count(rule.findings) == 0 with input as container(image) with data.allow.registries as ["registry.example.com", "docker.io/library"]
	}
}

test_silent_on_what_is_allowed_for_the_image if {
	allowed := {"registries": ["registry.example.com"], "images": {"grafana/*": {"registries": ["docker.io/grafana"]}}}
	count(rule.findings) == 0 with input as container("grafana/grafana:11") with data.allow as allowed
	count(rule.findings) == 1 with input as container("other/grafana:11") with data.allow as allowed
}

test_silent_without_a_list if {
	count(rule.findings) == 0 with input as container("evil.example.net/nginx:1")
	count(rule.findings) == 0 with input as container("evil.example.net/nginx:1") with data.allow as {"ports": [80]}
}

test_silent_on_what_has_no_image if {
	count(rule.findings) == 0 with input as {"target": {"kind": "engine", "name": "host"}} with data.allow.registries as ["docker.io"]
}
