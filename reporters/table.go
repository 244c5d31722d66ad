package reporters

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	pretty "github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"

	"github.com/rummage-scanner/rummage/report"
)

// maxRows bounds the rows of one rule in one target: a thousand files of one
// unpacked archive are told by the first ones and a number.
const maxRows = 12

// table writes a report for people: a block for each target, the worst first.
type table struct{ Options }

func (t table) Write(w io.Writer, r *report.Report) error {
	var b strings.Builder
	targets := slices.Clone(r.Targets)
	slices.SortStableFunc(targets, compareTargets)
	for _, target := range targets {
		t.target(&b, target)
		b.WriteByte('\n')
	}
	for _, notice := range r.Notices {
		t.line(&b, "notice: ", notice)
	}
	t.summary(&b, r.Summary)
	_, err := io.WriteString(w, b.String())
	return err
}

// compareTargets orders by verdict, and then by the worst finding.
func compareTargets(a, b report.Target) int {
	return cmp.Or(
		cmp.Compare(slices.Index(report.Verdicts, a.Verdict), slices.Index(report.Verdicts, b.Verdict)),
		cmp.Compare(worst(b), worst(a)),
		strings.Compare(a.Name, b.Name),
	)
}

func worst(t report.Target) report.Severity {
	var worst report.Severity
	for _, f := range t.Findings {
		if f.Suppressed == nil {
			worst = max(worst, f.Severity)
		}
	}
	return worst
}

func (t table) target(b *strings.Builder, target report.Target) {
	head := t.paint(strings.ToUpper(string(target.Verdict)), verdictColor(target.Verdict)) + "  " +
		t.paint(Escape(target.Name), text.Bold)
	var about []string
	for _, s := range []string{target.Kind, target.Image, shortID(target.ID)} {
		if s != "" {
			about = append(about, Escape(s))
		}
	}
	b.WriteString(t.fit(head+"  "+strings.Join(about, ", "), 0))
	b.WriteByte('\n')
	t.differences(b, target.Differences)
	shown, suppressed, below := t.sift(target.Findings)
	t.findings(b, shown)
	if first := target.FirstSign(); first != nil {
		t.line(b, "  first sign: ", fmt.Sprintf("%s  %s  %s", first.Time.Format(time.DateTime+" UTC"), first.Rule, where(first.Location)))
	}
	if below > 0 {
		t.line(b, "  ", fmt.Sprintf("%s below severity %s not shown", count(below, "finding"), t.MinSeverity))
	}
	if suppressed > 0 {
		t.line(b, "  ", fmt.Sprintf("%s suppressed by exceptions", count(suppressed, "finding")))
	}
	for _, c := range target.Coverage {
		if c.Status != "ok" {
			t.line(b, "  not all seen: ", fmt.Sprintf("%s %s: %s", c.Collector, c.Status, c.Reason))
		}
	}
}

// maxDifferences bounds the files that are listed one by one.
const maxDifferences = 40

func (t table) differences(b *strings.Builder, all []report.Difference) {
	if len(all) == 0 {
		return
	}
	number := map[string]int{}
	for _, d := range all {
		number[d.Kind]++
	}
	t.line(b, "  ", fmt.Sprintf("files: %d added, %d modified, %d deleted", number["added"], number["modified"], number["deleted"]))
	for _, d := range all[:min(len(all), maxDifferences)] {
		line := d.Path
		if len(d.What) > 0 {
			line += ": " + strings.Join(d.What, ", ")
		}
		t.line(b, fmt.Sprintf("  %-8s  ", d.Kind), line)
	}
	if more := len(all) - maxDifferences; more > 0 {
		t.line(b, "  ", fmt.Sprintf("and %d more: -o json tells all", more))
	}
}

// sift tells which findings are shown, and how many are not, and why.
func (t table) sift(findings []report.Finding) (shown []report.Finding, suppressed, below int) {
	for _, f := range findings {
		switch {
		case f.Suppressed != nil:
			suppressed++
		case f.Severity < t.MinSeverity:
			below++
		default:
			shown = append(shown, f)
		}
	}
	slices.SortStableFunc(shown, func(a, b report.Finding) int { return cmp.Compare(b.Severity, a.Severity) })
	return shown, suppressed, below
}

func (t table) findings(b *strings.Builder, findings []report.Finding) {
	if len(findings) == 0 {
		return
	}
	out := pretty.NewWriter()
	out.SetStyle(plainStyle)
	var rows []pretty.Row
	perRule := map[string]int{}
	for _, f := range findings {
		perRule[f.Rule]++
		if perRule[f.Rule] > maxRows {
			continue
		}
		rows = append(rows, pretty.Row{
			t.paint(f.Severity.String(), severityColor(f.Severity)), Escape(f.Rule), clip(where(f.Location)), clip(f.Message),
		})
	}
	columns := t.columns(rows)
	if len(columns) == 1 { // the place stands above the message
		for i, row := range rows {
			rows[i] = pretty.Row{row[0], row[1], row[2].(string) + "\n" + row[3].(string)}
		}
	}
	out.SetColumnConfigs(columns)
	out.AppendRows(rows)
	for line := range strings.Lines(out.Render() + "\n") {
		b.WriteString("  " + strings.TrimRight(line, " \n") + "\n")
	}
	for _, f := range findings {
		if more := perRule[f.Rule] - maxRows; more > 0 {
			t.line(b, "  ", fmt.Sprintf("… and %d more of %s: -o json has all", more, f.Rule))
			perRule[f.Rule] = 0
		}
	}
}

var plainStyle = pretty.Style{
	Name: "plain",
	Box:  pretty.BoxStyle{PaddingRight: "  "},
	Options: pretty.Options{
		DrawBorder: false, SeparateColumns: false, SeparateHeader: false, SeparateRows: false,
	},
}

// columns shares the width out: severity and rule keep theirs, and what is
// left is for the place and the message, of which each gets half and what the
// other does not need. Where little is left, they share one column.
func (t table) columns(rows []pretty.Row) []pretty.ColumnConfig {
	if t.Width <= 0 {
		return nil
	}
	var widest [4]int
	for _, row := range rows {
		for i, cell := range row {
			widest[i] = max(widest[i], text.StringWidthWithoutEscSequences(cell.(string)))
		}
	}
	const gaps = 2 + 4*2 // the indent, and what stands behind each column
	rest := max(t.Width-gaps-widest[0]-widest[1], 24)
	if widest[2]+widest[3] > rest && rest < enoughForTwo {
		return []pretty.ColumnConfig{{Number: 3, WidthMax: rest, WidthMaxEnforcer: wrapWords}}
	}
	place := min(widest[2], max(rest/2, rest-widest[3]))
	return []pretty.ColumnConfig{
		{Number: 3, WidthMax: place, WidthMaxEnforcer: text.WrapText},
		{Number: 4, WidthMax: rest - place, WidthMaxEnforcer: wrapWords},
	}
}

// enoughForTwo is the width in which a place and a message stand well side by
// side.
const enoughForTwo = 48

// wrapWords breaks lines between words, and inside those that are too long.
func wrapWords(s string, width int) string {
	lines := strings.Split(s, "\n")
	for i, line := range lines {
		lines[i] = text.WrapText(text.WrapSoft(line, width), width)
	}
	return strings.Join(lines, "\n")
}

func where(l report.Location) string {
	switch {
	case l.Path != "":
		return l.Path
	case l.Process != 0:
		return fmt.Sprintf("process %d", l.Process)
	case l.Config != "":
		return l.Config
	case l.Log != 0:
		return fmt.Sprintf("log line %d", l.Log)
	case l.Layer != "":
		return "layer " + shortID(strings.TrimPrefix(l.Layer, "sha256:"))
	}
	return "-"
}

func (t table) summary(b *strings.Builder, s report.Summary) {
	var verdicts, severities []string
	for _, v := range report.Verdicts {
		if n := s.ByVerdict[v]; n > 0 {
			verdicts = append(verdicts, t.paint(fmt.Sprintf("%d %s", n, v), verdictColor(v)))
		}
	}
	for _, severity := range report.Severities {
		if n := s.BySeverity[severity]; n > 0 {
			severities = append(severities, t.paint(fmt.Sprintf("%d %s", n, severity), severityColor(severity)))
		}
	}
	line := count(s.Targets, "target")
	if len(verdicts) > 0 {
		line += ": " + strings.Join(verdicts, ", ")
	}
	if len(severities) > 0 {
		line += "; findings: " + strings.Join(severities, ", ")
	} else if s.Targets > 0 {
		line += "; no findings"
	}
	b.WriteString(t.fit(line, 0) + "\n")
}

// line writes a line of text that a collector or a rule wrote.
func (t table) line(b *strings.Builder, prefix, s string) {
	bare := strings.TrimLeft(prefix, " ")
	b.WriteString(t.fit(bare+Escape(s), len(prefix)-len(bare)) + "\n")
}

// fit indents a line, and wraps it if it is too wide.
func (t table) fit(s string, indent int) string {
	blanks := strings.Repeat(" ", indent)
	if t.Width <= 0 || indent+text.StringWidthWithoutEscSequences(s) <= t.Width {
		return blanks + s
	}
	lines := strings.Split(wrapWords(s, max(t.Width-indent-2, 20)), "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return blanks + strings.Join(lines, "\n  "+blanks)
}

func (t table) paint(s string, color text.Color) string {
	if !t.Color {
		return s
	}
	return text.Escape(s, text.Colors{color}.EscapeSeq())
}

func severityColor(s report.Severity) text.Color {
	switch s {
	case report.Critical:
		return text.FgHiRed
	case report.High:
		return text.FgRed
	case report.Medium:
		return text.FgYellow
	case report.Low:
		return text.FgCyan
	}
	return text.Faint
}

func verdictColor(v report.Verdict) text.Color {
	switch v {
	case report.Compromised:
		return text.FgHiRed
	case report.Suspicious, report.Unknown:
		return text.FgYellow
	case report.Misconfigured:
		return text.FgCyan
	}
	return text.FgGreen
}

// maxCell bounds what a row shows of a name, in characters.
const maxCell = 160

// clip escapes text and leaves out the middle of what is long.
func clip(s string) string {
	runes := []rune(Escape(s))
	if len(runes) <= maxCell {
		return string(runes)
	}
	const half = maxCell/2 - 1
	return string(runes[:half]) + "…" + string(runes[len(runes)-half:])
}

func shortID(id string) string {
	id = strings.TrimPrefix(id, "sha256:")
	return id[:min(len(id), 12)]
}

func count(n int, noun string) string {
	if n != 1 {
		noun += "s"
	}
	return fmt.Sprintf("%d %s", n, noun)
}
