package reporters

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jedib0t/go-pretty/v6/text"

	"github.com/rummage-scanner/rummage/report"
)

var update = flag.Bool("update", false, "write the golden files anew")

var begin = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)

var catalogue = []report.Rule{
	{
		ID: "config/privileged", Title: "Privileged container", Description: "The container may do\nwhat the host's root may.",
		Severity: report.Critical, Category: report.Misconfiguration, Attack: []string{"T1611"}, CIS: []string{"5.5"},
		Remediation: "Drop --privileged.", References: []string{"https://docs.example.org/privileged"},
	},
	{
		ID: "files/login-records-deleted", Title: "Login records deleted", Description: "Records of logins are gone.",
		Severity: report.High, Category: report.Anomaly, Attack: []string{"T1070.002"}, CIS: []string{}, Remediation: "Restore them.",
	},
	{ID: "logs/odd", Title: "Odd log", Description: "An odd log.", Severity: report.Info, Category: report.Anomaly, Attack: []string{}, CIS: []string{}},
}

func finding(rule int, location report.Location, message string) report.Finding {
	r := catalogue[rule]
	return report.Finding{
		Rule: r.ID, Title: r.Title, Severity: r.Severity, Category: r.Category, Message: message, Location: location,
		Evidence: map[string]any{}, Attack: r.Attack, CIS: r.CIS, Remediation: r.Remediation,
		Fingerprint: fmt.Sprintf("%08x", len(message)*100+rule),
	}
}

func newReport(targets ...report.Target) *report.Report {
	return &report.Report{
		SchemaVersion: report.SchemaVersion,
		Tool:          report.Tool{Name: "rummage", Version: "1.2.3"},
		Started:       begin, Finished: begin.Add(time.Second),
		Targets: append([]report.Target{}, targets...), Summary: report.Summarize(targets), Notices: []string{}, Rules: catalogue,
	}
}

const id = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

// full has one of everything.
func full() *report.Report {
	suppressed := finding(0, report.Location{Config: "config.privileged"}, "the container is privileged")
	suppressed.Suppressed = &report.Suppression{Reason: "the build host", Expires: "2027-01-01"}
	evident := finding(1, report.Location{Path: "/var/log/lastlog"}, "/var/log/lastlog was deleted: the image has it")
	evident.Evidence = map[string]any{"paths": []any{}, "depth": -1}
	evident.Time = begin.Add(-90 * time.Minute)
	layered := finding(2, report.Location{Layer: "sha256:" + id}, "an odd layer")
	layered.Layer, layered.Source = layered.Location.Layer, &report.Source{File: "build/Dockerfile", Line: 7}
	r := newReport(
		report.Target{
			Name: "db", ID: id, Kind: "container", Image: "postgres:16", Verdict: report.Clean,
			Coverage: []report.Coverage{{Collector: "changes", Status: "ok"}}, Findings: []report.Finding{},
		},
		report.Target{
			Name: "gone", ID: "", Kind: "container", Verdict: report.Unknown,
			Coverage: []report.Coverage{{Collector: "inspect", Status: "failed", Reason: "the engine went away"}}, Findings: []report.Finding{},
		},
		report.Target{
			Name: "web", ID: id, Kind: "container", Image: "nginx:1", Verdict: report.Compromised,
			Coverage: []report.Coverage{
				{Collector: "inspect", Status: "ok"},
				{Collector: "volume:/data", Status: "skipped", Reason: "the changes of a volume are not recorded"},
				{Collector: "logs", Status: "partial", Cause: "limit", Reason: "only the last 100000 lines were read"},
			},
			Findings: []report.Finding{
				finding(0, report.Location{Config: "config.privileged"}, "the container is privileged"),
				evident,
				finding(1, report.Location{Process: 4711}, "a process runs that the image does not have"),
				finding(2, report.Location{Log: 12}, "an odd line"),
				layered,
				finding(2, report.Location{}, "nowhere in particular"),
				suppressed,
			},
		},
	)
	r.Notices = []string{"an exception expired on 2026-01-01: rule config/*"}
	r.Scope = []string{"web", "db", "gone"}
	return r
}

const hostileName = "/tmp/\x1b[2J\u202egpj.exe\n\x9b\u0085 [docs](https://example.invalid) \\xff \U000e0041|a b:c%"

func hostile() *report.Report {
	r := newReport(report.Target{
		Name: "we\x1bb", ID: id, Kind: "container", Image: "a\u2066b", Verdict: report.Suspicious,
		Coverage: []report.Coverage{{Collector: "logs", Status: "failed", Reason: "read \x1b]0;title\a: gone"}},
		Findings: []report.Finding{finding(1, report.Location{Path: strings.ToValidUTF8(hostileName, `\x9b`)}, strings.ToValidUTF8(hostileName, `\x9b`)+" was deleted")},
	})
	r.Notices = []string{"\x1b[31mred\r\n"}
	r.Scope = []string{"we\x1bb"}
	return r
}

func written(t *testing.T, format string, o Options, r *report.Report) []byte {
	t.Helper()
	reporter, err := New(format, o)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := reporter.Write(&out, r); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestGolden(t *testing.T) {
	reports := map[string]*report.Report{"full": full(), "empty": newReport(), "hostile": hostile()}
	tests := []struct {
		name, format string
		options      Options
	}{
		{"table", "table", Options{}},
		{"narrow", "table", Options{Width: 72}},
		{"color", "table", Options{Color: true, Width: 120}},
		{"severity", "table", Options{MinSeverity: report.High}},
		{"json", "json", Options{}},
		{"sarif", "sarif", Options{}},
		{"junit", "junit", Options{}},
		{"gate.junit", "junit", Options{FailOn: report.High}},
		{"md", "markdown", Options{}},
		{"html", "html", Options{}},
	}
	for name, r := range reports {
		for _, test := range tests {
			t.Run(name+"."+test.name, func(t *testing.T) {
				golden(t, name+"."+test.name, written(t, test.format, test.options, r))
			})
		}
	}
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s is otherwise now (go test ./reporters -update writes it anew):\n%s", file, got)
	}
}

// TestTerminal has no format send a terminal anything but text and line ends.
func TestTerminal(t *testing.T) {
	for _, format := range Formats() {
		for line := range strings.Lines(string(written(t, format, Options{}, hostile()))) {
			if line = strings.TrimSuffix(line, "\n"); Escape(line) != line {
				t.Errorf("%s: unsafe line %q", format, line)
			}
		}
	}
}

func TestTableFits(t *testing.T) {
	for _, width := range []int{72, 80, 100, 160} {
		for line := range strings.Lines(string(written(t, "table", Options{Width: width, Color: true}, full()))) {
			if n := text.StringWidthWithoutEscSequences(strings.TrimSuffix(line, "\n")); n > width {
				t.Errorf("width %d: a line of %d: %s", width, n, line)
			}
		}
	}
}

// TestTableRows tells a flood of one rule by its first and a number.
func TestTableRows(t *testing.T) {
	target := report.Target{Name: "web", Verdict: report.Suspicious}
	for i := range 100 {
		target.Findings = append(target.Findings, finding(1, report.Location{Path: fmt.Sprint("/root/", i)}, "added"))
	}
	out := string(written(t, "table", Options{}, newReport(target)))
	if n := strings.Count(out, "/root/"); n != maxRows {
		t.Errorf("%d rows, want %d", n, maxRows)
	}
	if !strings.Contains(out, "and 88 more of files/login-records-deleted") || !strings.Contains(out, "100 high") {
		t.Errorf("it does not say what is left out:\n%s", out)
	}
}

func TestNewUnknown(t *testing.T) {
	if _, err := New("yaml", Options{}); err == nil || !strings.Contains(err.Error(), "table, json, sarif") {
		t.Errorf("%v, want one that lists the formats", err)
	}
}
