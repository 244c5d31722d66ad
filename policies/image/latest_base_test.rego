package rummage.image.latest_base_test

import data.rummage.image.latest_base as rule

labelled(base) := {"target": {"kind": "image"}, "image": {"config": {"labels": {"org.opencontainers.image.base.name": base}}}}

commented(base) := {"target": {"kind": "image"}, "image": {"config": {}, "history": [{"created_by": "/bin/sh", "comment": concat(" ", ["FROM", base])}]}}

moving := ["docker.io/library/debian:latest", "alpine", "registry.invalid:5000/team/base", "registry.invalid:5000/team/base:latest"]

pinned := [
	"docker.io/library/debian:12", "alpine@sha256:0123", "debian:latest@sha256:0123", "scratch", "localhost/stage", "0123456789abcdef", "",
]

test_fires_on_a_label if {
	every base in moving {
		count(rule.findings) == 1 with input as labelled(base)
	}
}

test_fires_on_a_comment_in_the_history if {
	every base in moving {
		count(rule.findings) == 1 with input as commented(base)
	}
}

test_silent_on_pinned_bases if {
	every base in pinned {
		count(rule.findings) == 0 with input as labelled(base)
		count(rule.findings) == 0 with input as commented(base)
	}
}

test_silent_on_other_comments if {
	every comment in ["buildkit.dockerfile.v0", "FROM here on", ""] {
		count(rule.findings) == 0 with input as {"target": {"kind": "image"}, "image": {"history": [{"comment": comment}]}}
	}
}

test_silent_on_containers if {
	count(rule.findings) == 0 with input as object.union(labelled("alpine"), {"target": {"kind": "container"}})
}
