# METADATA
# description: |
#   Sums a target up in one word. The input is a target of the report, with the
#   findings that count: those that an exception covers are left out.
# schemas:
#   - input:
#       type: object
#       properties:
#         kind: {type: string}
#         findings:
#           type: array
#           items:
#             type: object
#             properties: {rule: {type: string}, category: {type: string}, severity: {type: string}, location: {type: object}}
#         coverage:
#           type: array
#           items:
#             type: object
#             properties: {collector: {type: string}, status: {type: string}, cause: {type: string}}
package rummage.verdict

default verdict := "clean"

# Critical, as what the rules of area correlation make of several findings, or
# bad in two areas at once: somebody was there.
verdict := "compromised" if compromised

else := "suspicious" if suspicious

# What was not looked at is never clean, and a fault in the configuration does
# not answer whether somebody was there.
else := "unknown" if thin

else := "misconfigured" if misconfigured

compromised if anomalies.critical

# A rule that correlates says nothing of another area, and one change that two
# rules tell of is not two traces.
compromised if {
	count({area |
		some f in anomalies.high
		area := split(f.rule, "/")[0]
		area != "correlation"
	}) > 1
	count({object.get(f, "location", f.rule) | some f in anomalies.high}) > 1
}

suspicious if anomalies.high

suspicious if anomalies.medium

misconfigured if {
	some f in input.findings
	f.category == "misconfiguration"
	f.severity in {"critical", "high", "medium"}
}

# anomalies are the findings of that category, by severity. What Sigma rules of
# the user's own found is a hint, and no verdict.
anomalies[severity] contains f if {
	some f in input.findings
	f.category == "anomaly"
	not startswith(f.rule, "sigma/")
	severity := f.severity
}

# thin holds when something failed that could have been seen, and when nobody
# looked at what the target is judged by: its file system, or for an engine what
# the engine tells.
thin if {
	some c in input.coverage
	failed(c)
}

thin if not seen

failed(c) if c.status == "failed"

failed(c) if {
	c.status == "partial"
	object.get(c, "cause", "failure") == "failure"
}

seen if {
	some c in input.coverage
	c.collector in essential
	c.status in {"ok", "partial"}
}

default essential := {"changes", "files"}

essential := {"engine"} if input.kind == "engine"
