package reporters

import (
	"encoding/xml"
	"strings"
	"testing"

	"github.com/rummage-scanner/rummage/report"
)

// TestJUnitCounts has the numbers of a suite be those of its cases.
func TestJUnitCounts(t *testing.T) {
	for name, r := range map[string]*report.Report{"full": full(), "empty": newReport(), "hostile": hostile()} {
		for _, gate := range []report.Severity{0, report.High, report.Critical} {
			var out junitReport
			if err := xml.Unmarshal(written(t, "junit", Options{FailOn: gate}, r), &out); err != nil {
				t.Fatal(name, err)
			}
			failures := 0
			for _, target := range r.Targets {
				for _, f := range target.Findings {
					if f.Suppressed == nil && f.Severity >= max(gate, report.Low) {
						failures++
					}
				}
			}
			tests, errors, skipped := 0, 0, 0
			for _, s := range out.Suites {
				tests, errors, skipped = tests+len(s.Cases), errors+s.Errors, skipped+s.Skipped
			}
			if out.Failures != failures || out.Tests != tests || out.Errors != errors || out.Skipped != skipped || len(out.Suites) != len(r.Targets) {
				t.Errorf("%s, gate %v: %d failures of %d, want %d; %d tests, %d errors, %d skipped", name, gate, out.Failures, out.Tests, failures, tests, errors, skipped)
			}
		}
	}
}

// TestMarkdownShowsTextAsItIs has nothing of an attacker's become markup.
func TestMarkdownShowsTextAsItIs(t *testing.T) {
	text := string(written(t, "markdown", Options{}, hostile()))
	for _, markup := range []string{"\x1b", "\u202e", "[docs]", "https://", "|a b"} {
		if strings.Contains(text, markup) {
			t.Errorf("%q is in the page:\n%s", markup, text)
		}
	}
	if got := mark("<b>@you</b> `x` _y_"); got != "&lt;b&gt;&#64;you&lt;/b&gt; &#96;x&#96; &#95;y&#95;" {
		t.Error(got)
	}
}
