# METADATA
# title: Traces in several areas
# description: |
#   Rules of two or more areas (files, persistence, processes, network, logs)
#   found something in one container, and not in one place, that no ordinary
#   work explains. Each of them may have a harmless reason; together they
#   hardly do.
# related_resources:
#   - ref: https://attack.mitre.org/matrices/enterprise/containers/
# schemas:
#   - input: schema.document
# custom:
#   severity: critical
#   category: anomaly
#   attack: []
#   cis: []
#   remediation: |
#     Take the container for compromised, and keep it as evidence before
#     anything else (rummage collect). Read the findings in the order of their
#     times. Except what belongs to the service by name, and scan again.
package rummage.correlation.several_areas

import data.rummage.lib.traces

by_area[traces.area(f)] contains f if some f in traces.anomalies

findings contains {
	"message": sprintf("there are traces of somebody in %d areas: %s", [count(by_area), concat(", ", sort(object.keys(by_area)))]),
	"location": {"config": "target.name"},
	"evidence": {"areas": {area: traces.shown([f | some f in found]) | some area, found in by_area}},
} if {
	count(by_area) > 1
	count(places) > 1
}

# One change that two rules tell of is not two traces.
places contains f.location if some f in traces.anomalies
