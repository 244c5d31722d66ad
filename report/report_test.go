package report

import (
	"encoding/json"
	"testing"
)

func TestSeverity(t *testing.T) {
	for i, s := range Severities {
		if i > 0 && Severities[i-1] <= s {
			t.Errorf("%s is not worse than %s", Severities[i-1], s)
		}
		text, err := json.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		var back Severity
		if err := json.Unmarshal(text, &back); err != nil || back != s {
			t.Errorf("%s came back as %v, %v", text, back, err)
		}
	}
	if _, err := json.Marshal(Severity(0)); err == nil {
		t.Error("no severity has a name")
	}
	for _, name := range []string{"", "urgent", "severity(0)"} {
		if _, err := ParseSeverity(name); err == nil {
			t.Errorf("%q is a severity", name)
		}
	}
	if s, err := ParseSeverity("HIGH"); err != nil || s != High {
		t.Errorf("HIGH is %v, %v", s, err)
	}
}

func TestSummarize(t *testing.T) {
	s := Summarize([]Target{
		{Verdict: Compromised, Findings: []Finding{{Severity: High}, {Severity: High, Suppressed: &Suppression{}}, {Severity: Low}}},
		{Verdict: Clean},
		{Verdict: Clean, Findings: []Finding{{Severity: Low}}},
	})
	if s.Targets != 3 || s.ByVerdict[Compromised] != 1 || s.ByVerdict[Clean] != 2 {
		t.Errorf("targets: %+v", s)
	}
	if s.BySeverity[High] != 1 || s.BySeverity[Low] != 2 {
		t.Errorf("findings: %+v", s)
	}
	if len(s.BySeverity) != len(Severities) || len(s.ByVerdict) != len(Verdicts) {
		t.Errorf("what is at 0 is missing: %+v", s)
	}
}

func TestIncomplete(t *testing.T) {
	for c, want := range map[Coverage]bool{
		{Status: "ok"}:                        false,
		{Status: "skipped"}:                   false,
		{Status: "failed"}:                    true,
		{Status: "partial", Cause: "limit"}:   false,
		{Status: "partial", Cause: "failure"}: true,
		{Status: "partial"}:                   true,
	} {
		if got := (Target{Coverage: []Coverage{{Status: "ok"}, c}}).Incomplete(); got != want {
			t.Errorf("%+v: incomplete %v, want %v", c, got, want)
		}
	}
}
