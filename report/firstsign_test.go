package report

import (
	"testing"
	"time"
)

// TestFirstSign is the earliest anomaly that counts.
func TestFirstSign(t *testing.T) {
	at := func(s int64) time.Time { return time.Unix(s, 0) }
	target := Target{Findings: []Finding{
		{Rule: "later", Category: Anomaly, Severity: High, Time: at(50)},
		{Rule: "first", Category: Anomaly, Severity: Low, Time: at(40)},
		{Rule: "hint", Category: Anomaly, Severity: Info, Time: at(1)},
		{Rule: "setting", Category: Misconfiguration, Severity: High, Time: at(2)},
		{Rule: "accepted", Category: Anomaly, Severity: High, Time: at(3), Suppressed: &Suppression{}},
		{Rule: "unknown", Category: Anomaly, Severity: High},
	}}
	if first := target.FirstSign(); first == nil || first.Rule != "first" {
		t.Errorf("%+v", first)
	}
	if first := (Target{Findings: target.Findings[2:]}).FirstSign(); first != nil {
		t.Errorf("%+v", first)
	}
}
