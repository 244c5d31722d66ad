package reporters

import (
	"fmt"
	"html"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/rummage-scanner/rummage/report"
)

// markdown writes a report for a job's summary or a comment: a table of the
// findings of each target, the worst first, and their details folded. It is
// GitHub's dialect, which GitLab shows as well:
// https://github.github.com/gfm/
type markdown struct{ Options }

// maxDetails bounds the findings of a target whose details are written, so that
// the page stays within what a dashboard takes: a megabyte on GitHub.
const maxDetails = 100

func (m markdown) Write(w io.Writer, r *report.Report) error {
	var b strings.Builder
	fmt.Fprintf(&b, "## rummage: %s\n\n", headline(r))
	targets := slices.Clone(r.Targets)
	slices.SortStableFunc(targets, compareTargets)
	for _, target := range targets {
		m.target(&b, target)
	}
	for _, notice := range r.Notices {
		fmt.Fprintf(&b, "> %s\n\n", mark(notice))
	}
	_, err := io.WriteString(w, strings.TrimRight(b.String(), "\n")+"\n")
	return err
}

func headline(r *report.Report) string {
	parts := []string{count(r.Summary.Targets, "target")}
	for _, v := range report.Verdicts {
		if n := r.Summary.ByVerdict[v]; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, v))
		}
	}
	return strings.Join(parts, ", ")
}

func (m markdown) target(b *strings.Builder, t report.Target) {
	fmt.Fprintf(b, "### %s: %s\n\n", mark(t.Name), t.Verdict)
	var shown []report.Finding
	hidden, suppressed := 0, 0
	for _, f := range t.Findings {
		switch {
		case f.Suppressed != nil:
			suppressed++
		case f.Severity < m.MinSeverity:
			hidden++
		default:
			shown = append(shown, f)
		}
	}
	if len(shown) > 0 {
		b.WriteString("| severity | rule | where | what |\n|---|---|---|---|\n")
		for i, f := range shown {
			if i == maxDetails {
				fmt.Fprintf(b, "| | | | and %d more |\n", len(shown)-i)
				break
			}
			fmt.Fprintf(b, "| %s | %s | %s | %s |\n", f.Severity, mark(f.Rule), mark(clip(where(f.Location))), mark(clip(f.Message)))
		}
		b.WriteString("\n")
		details(b, shown)
	}
	if first := t.FirstSign(); first != nil {
		fmt.Fprintf(b, "First sign: %s, %s %s\n\n", first.Time.Format(time.DateTime+" UTC"), mark(first.Rule), mark(where(first.Location)))
	}
	if suppressed > 0 {
		fmt.Fprintf(b, "%s suppressed by exceptions.\n\n", count(suppressed, "finding"))
	}
	if hidden > 0 {
		fmt.Fprintf(b, "%s below severity %s not shown.\n\n", count(hidden, "finding"), m.MinSeverity)
	}
	coverage(b, t)
}

// details tells once about each rule that found something.
func details(b *strings.Builder, shown []report.Finding) {
	b.WriteString("<details><summary>What these mean, and what to do</summary>\n\n")
	told := map[string]bool{}
	for _, f := range shown[:min(len(shown), maxDetails)] {
		if told[f.Rule] {
			continue
		}
		told[f.Rule] = true
		fmt.Fprintf(b, "- **%s** (%s", mark(f.Title), mark(f.Rule))
		for _, id := range slices.Concat(f.Attack, f.CIS) {
			fmt.Fprintf(b, ", %s", mark(id))
		}
		fmt.Fprintf(b, "). %s\n", mark(strings.Join(strings.Fields(f.Remediation), " ")))
	}
	b.WriteString("\n</details>\n\n")
}

func coverage(b *strings.Builder, t report.Target) {
	open := false
	for _, c := range t.Coverage {
		if c.Status == "ok" {
			continue
		}
		if !open {
			b.WriteString("Not all was seen:\n\n")
			open = true
		}
		fmt.Fprintf(b, "- %s %s: %s\n", mark(c.Collector), c.Status, mark(c.Reason))
	}
	if open {
		b.WriteString("\n")
	}
}

// mark makes text that Markdown shows as it is: neither markup nor HTML, nor a
// link or a mention of somebody.
func mark(s string) string {
	s = html.EscapeString(Escape(s))
	var b strings.Builder
	for _, r := range s {
		if strings.ContainsRune("\\`*_[]|~:.@", r) {
			fmt.Fprintf(&b, "&#%d;", r)
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}
