package rummage.config.local_image_test

import data.rummage.config.local_image as rule

container(digests) := {"target": {"image": {"name": "app:1", "id": "sha256:aa"}}, "config": {"user": ""}, "image": {"id": "sha256:aa", "digests": digests}}

test_fires_without_a_digest_of_a_registry if {
	count(rule.findings) == 1 with input as container([])
}

test_silent_when_it_was_pulled if {
	count(rule.findings) == 0 with input as container(["app@sha256:bb"])
}

test_silent_where_the_image_is_not_known if {
	count(rule.findings) == 0 with input as {"target": {"image": {"name": "app:1"}}, "config": {"user": ""}}
}

test_silent_about_images_themselves if {
	count(rule.findings) == 0 with input as {"image": {"id": "sha256:aa", "digests": []}}
}
