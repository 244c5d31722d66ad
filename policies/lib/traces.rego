# METADATA
# description: |
#   What other rules have found, for those that see it together. Findings that
#   an exception covers are not among them.
# schemas:
#   - input: schema.document
package rummage.lib.traces

import data.rummage.lib.processes

ranks := {"info": 0, "low": 1, "medium": 2, "high": 3, "critical": 4}

# anomalies are the findings of somebody's doing that are more than a hint. What
# correlation itself found is not counted again, and what the user's Sigma rules
# found is a hint.
anomalies := [f |
	some f in input.findings
	f.category == "anomaly"
	ranks[f.severity] >= ranks.medium
	not area(f) in {"correlation", "sigma"}
]

# area is what a rule looks at. How a container was set up to run something, and
# that it runs, is one thing.
area(f) := "processes" if startswith(f.rule, "config/")

else := split(f.rule, "/")[0]

# of are the anomalies of some rules.
of(rules) := [f | some f in anomalies; f.rule in rules]

# foreign are the processes that run what the image does not have. A package
# that was installed is less: see processes/drift.
foreign := [f |
	some f in of({"processes/drift", "processes/memfd", "processes/deleted-executable", "processes/temp-path"})
	ranks[f.severity] >= ranks.high
]

# place is where a finding is, as text.
place(f) := f.location.path

place(f) := sprintf("process %d", [f.location.process]) if f.location.process

place(f) := f.location.config

place(f) := sprintf("line %d of the log", [f.location.log]) if f.location.log

place(f) := f.location.layer

# worst are the findings of a list, the worst first, and else in an order that is
# the same in each run.
worst(found) := [found[key[4]] |
	some key in sort({[4 - ranks[f.severity], f.rule, place(f), f.message, i] | some i, f in found})
]

# shown are the first of them, as evidence.
shown(found) := [{"rule": f.rule, "severity": f.severity, "place": place(f)} | some f in array.slice(worst(found), 0, 10)]

# same are the processes that run the same foreign file as one of them.
same(pid) := {pid} | {p.pid |
	some first in input.processes
	first.pid == pid
	some p in input.processes
	count(processes.strays(p) & processes.strays(first)) > 0
}
