package engine

import (
	"context"
	"strings"

	"github.com/rummage-scanner/rummage/document"
	"github.com/rummage-scanner/rummage/report"
)

// Compare makes the result of what is new in one target against another: the
// files in which they differ, and the findings that the other does not have. The
// verdict is that of these findings.
func (e *Engine) Compare(ctx context.Context, before, after report.Target, differences []document.Difference) report.Target {
	known := map[string]bool{}
	for _, f := range before.Findings {
		known[sameIn(f)] = true
	}
	result := after
	result.Findings = []report.Finding{}
	for _, f := range after.Findings {
		if !known[sameIn(f)] {
			result.Findings = append(result.Findings, f)
		}
	}
	for _, d := range differences {
		result.Differences = append(result.Differences, report.Difference{Path: d.Path, Kind: string(d.Kind), What: d.What})
	}
	verdict, err := e.policies.Verdict(ctx, result)
	if err != nil {
		result.Coverage = append(result.Coverage, report.Coverage{Collector: "verdict", Status: string(document.Failed), Reason: err.Error()})
	}
	result.Verdict = verdict
	return result
}

// sameIn is equal for findings that say the same of two targets. A layer has
// another digest in each, and numbers change.
func sameIn(f report.Finding) string {
	parts := []string{f.Rule, f.Location.Path, f.Location.Config}
	if f.Location.Path == "" && f.Location.Config == "" {
		parts = append(parts, strings.Map(noDigits, f.Message))
	}
	return strings.Join(parts, "\x00")
}
