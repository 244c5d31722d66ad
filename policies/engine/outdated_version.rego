# METADATA
# title: Engine no longer maintained
# description: |
#   The engine was built more than two years ago, or belongs to a series that
#   the Moby project has ended (20.10 and older). Holes that were found since
#   are open in it, among them ways out of a container. A distribution may
#   carry fixes of its own for an older series: its fresh builds are told of
#   with less weight.
# related_resources:
#   - ref: https://docs.docker.com/engine/release-notes/
# schemas:
#   - input: schema.document
# custom:
#   severity: medium
#   category: misconfiguration
#   attack: [T1068, T1611]
#   cis: ["1.2.2"]
#   remediation: |
#     Upgrade the engine, containerd and runc, and keep them in the host's
#     regular updates.
package rummage.engine.outdated_version

import data.rummage.lib.engine

findings contains {
	"message": sprintf("the engine %s %s", [input.engine.version, concat(", and ", reasons)]),
	"severity": severity,
	"location": {"config": "engine.version"},
	"evidence": {"version": input.engine.version, "built": object.get(input.engine, "built", "")},
} if {
	engine.docker
	count(reasons) > 0
}

reasons contains sprintf("was built %d days ago", [floor(engine.age(input.engine.built))]) if old

reasons contains sprintf("is of series %s, which the Moby project has ended", [series]) if ended

# A build time before the first engine is that of a reproducible build.
old if {
	input.engine.built > "2013"
	engine.age(input.engine.built) > 2 * 365
}

series := regex.find_n(`^[0-9]+\.[0-9]+`, input.engine.version, 1)[0]

# The series after 20.10 is 23.0.
ended if to_number(split(series, ".")[0]) < 23

default severity := "medium"

severity := "low" if {
	regex.match(`dfsg|ubuntu|debian|\bdeb[0-9]|\.fc[0-9]|\.el[0-9]|amzn|alpine`, input.engine.version)
	input.engine.built
	not old
}
