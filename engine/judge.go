package engine

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/rummage-scanner/rummage/document"
	"github.com/rummage-scanner/rummage/engine/rego"
	"github.com/rummage-scanner/rummage/report"
)

// Judge evaluates the policies on a complete document.
func (e *Engine) Judge(ctx context.Context, doc *document.Document) report.Target {
	target := report.Target{
		Name:     doc.Target.Name,
		ID:       doc.Target.ID,
		Kind:     doc.Target.Kind,
		Image:    doc.Target.Image.Name,
		Coverage: make([]report.Coverage, 0, len(doc.Coverage)),
		Findings: []report.Finding{},
	}
	for _, c := range doc.Coverage {
		target.Coverage = append(target.Coverage, report.Coverage{
			Collector: c.Collector, Status: string(c.Status), Cause: string(c.Cause), Reason: c.Reason,
		})
	}
	err := e.evaluate(ctx, doc, &target)
	if err != nil {
		target.Coverage = append(target.Coverage, report.Coverage{Collector: "rules", Status: string(document.Failed), Reason: err.Error()})
	}
	target.Coverage = append(target.Coverage, capFindings(&target)...)
	if target.Verdict, err = e.policies.Verdict(ctx, target); err != nil {
		target.Coverage = append(target.Coverage, report.Coverage{Collector: "verdict", Status: string(document.Failed), Reason: err.Error()})
	}
	return target
}

// evaluate fills in the target's findings: first those of the rules that see
// the document alone, then those of the rules that correlate them.
func (e *Engine) evaluate(ctx context.Context, doc *document.Document, target *report.Target) error {
	input, err := rego.NewInput(doc)
	if err != nil {
		return err
	}
	add := func(found []rego.Finding, failures []rego.Failure, err error) error {
		for _, failure := range failures {
			target.Coverage = append(target.Coverage, report.Coverage{
				Collector: "rules", Status: string(document.Partial), Cause: string(document.Failure),
				Reason: document.Text(fmt.Sprintf("rule %s failed: %v", failure.Rule, failure.Err)),
			})
		}
		target.Findings = append(target.Findings, e.complete(found, doc)...)
		slices.SortStableFunc(target.Findings, compareFindings)
		e.exceptions.apply(target)
		return err
	}
	if err := add(e.policies.Judge(ctx, input)); err != nil {
		return err
	}
	return add(e.policies.Correlate(ctx, input, target.Findings))
}

// complete adds to each finding what the catalogue and the document say about
// it, in the order of how bad they are.
func (e *Engine) complete(found []rego.Finding, doc *document.Document) []report.Finding {
	catalogue := map[string]report.Rule{}
	for _, rule := range e.policies.Catalogue() {
		catalogue[rule.ID] = rule
	}
	mask := newMask(doc, e.options.ShowSecrets)
	findings := make([]report.Finding, 0, len(found))
	for _, f := range found {
		rule := catalogue[f.Rule]
		if e.options.Category != "" && rule.Category != e.options.Category {
			continue
		}
		severity := rule.Severity
		if f.Severity != nil {
			severity = *f.Severity
		}
		findings = append(findings, report.Finding{
			Rule: f.Rule, Title: rule.Title, Severity: severity, Category: rule.Category,
			Message: mask.text(f.Message), Location: f.Location, Evidence: mask.evidence(f.Evidence),
			Attack: rule.Attack, CIS: rule.CIS, Remediation: rule.Remediation,
		})
	}
	slices.SortStableFunc(findings, compareFindings)
	fingerprint(findings, doc)
	setTimes(findings, doc)
	e.place(findings, doc)
	return findings
}

func compareFindings(a, b report.Finding) int {
	return cmp.Or(
		cmp.Compare(b.Severity, a.Severity),
		strings.Compare(a.Rule, b.Rule),
		strings.Compare(a.Location.Path, b.Location.Path),
		strings.Compare(a.Location.Config, b.Location.Config),
		cmp.Compare(a.Location.Process, b.Location.Process),
		cmp.Compare(a.Location.Log, b.Location.Log),
		strings.Compare(a.Message, b.Message),
	)
}

// capFindings keeps the first findings of each rule, and says what was cut.
func capFindings(target *report.Target) []report.Coverage {
	count := map[string]int{}
	kept := target.Findings[:0]
	for _, f := range target.Findings {
		if count[f.Rule]++; count[f.Rule] <= maxPerRule {
			kept = append(kept, f)
		}
	}
	target.Findings = kept
	var cut []report.Coverage
	for rule, n := range count {
		if n > maxPerRule {
			cut = append(cut, report.Coverage{
				Collector: "rules", Status: string(document.Partial), Cause: string(document.Limit),
				Reason: fmt.Sprintf("rule %s found %d things: the worst %d are in the report", rule, n, maxPerRule),
			})
		}
	}
	slices.SortFunc(cut, func(a, b report.Coverage) int { return strings.Compare(a.Reason, b.Reason) })
	return cut
}
