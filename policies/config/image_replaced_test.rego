package rummage.config.image_replaced_test

import data.rummage.config.image_replaced as rule

container(runs, tag) := {"target": {"image": {"name": "nginx:1", "id": runs}}, "config": {"tag_id": tag}}

test_fires_on_another_image if {
	count(rule.findings) == 1 with input as container("sha256:aaaa", "sha256:bbbb")
}

test_silent_on_the_same if {
	count(rule.findings) == 0 with input as container("sha256:aaaa", "sha256:aaaa")
}

test_silent_without_a_tag if {
	count(rule.findings) == 0 with input as {"target": {"image": {"name": "nginx@sha256:aaaa", "id": "sha256:aaaa"}}, "config": {}}
}
