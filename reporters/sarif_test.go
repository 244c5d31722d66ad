package reporters

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/rummage-scanner/rummage/report"
)

// log has the parts of a SARIF log that dashboards read.
type log struct {
	Runs []struct {
		AutomationDetails struct{ ID string }
		Invocations       []struct {
			ExecutionSuccessful        bool
			ToolExecutionNotifications []struct {
				Level   string
				Message struct{ Text string }
			}
		}
		Results []struct {
			RuleID    string
			RuleIndex int
			Level     string
			Message   struct{ Text string }
			Locations []struct {
				PhysicalLocation struct {
					ArtifactLocation struct{ URI string }
					Region           struct{ StartLine int }
				}
				LogicalLocations []struct{ Name, FullyQualifiedName string }
			}
			PartialFingerprints map[string]string
			Suppressions        []struct{ Justification string }
			Properties          struct{ Evidence map[string]any }
		}
		Tool struct {
			Driver struct {
				Rules []struct {
					ID         string
					Properties map[string]any
				}
			}
		}
	}
}

func decode(t *testing.T, text []byte) *log {
	t.Helper()
	l := &log{}
	if err := json.Unmarshal(text, l); err != nil {
		t.Fatal(err)
	}
	return l
}

// flood is a report with more findings than a dashboard takes.
func flood() *report.Report {
	target := report.Target{Name: "web", ID: id, Kind: "container", Verdict: report.Suspicious}
	for i := range maxResults + 100 {
		target.Findings = append(target.Findings, finding(2, report.Location{Path: fmt.Sprint("/", i)}, fmt.Sprint("odd ", i)))
	}
	target.Findings[maxResults+50].Severity = report.High
	suppressed := finding(0, report.Location{}, "suppressed")
	suppressed.Suppressed = &report.Suppression{Reason: "known"}
	target.Findings = append(target.Findings, suppressed)
	return newReport(target)
}

// validator holds Microsoft's SARIF multitool, and the schema that it brings.
type validator struct {
	program string
	schema  *jsonschema.Schema
}

func newValidator(t *testing.T) validator {
	t.Helper()
	out, err := exec.Command("../testdata/lab/sarif-multitool").Output()
	if err != nil {
		t.Fatal(err)
	}
	program := strings.TrimSpace(string(out))
	schema, err := jsonschema.NewCompiler().Compile(filepath.Join(filepath.Dir(program), "sarif-2.1.0.json"))
	if err != nil {
		t.Fatal(err)
	}
	return validator{program, schema}
}

// errors are what is wrong with a log, by the schema of SARIF 2.1.0 and by
// the multitool with its rules for GitHub's code scanning.
func (v validator) errors(t *testing.T, text []byte) (wrong []string) {
	t.Helper()
	log, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	if err := v.schema.Validate(log); err != nil {
		wrong = append(wrong, err.Error())
	}
	file := filepath.Join(t.TempDir(), "out.sarif")
	if err := os.WriteFile(file, text, 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(v.program, "validate", "--rule-kind", "Sarif;Ghas", file, "--output", file+".log")
	cmd.Env = append(os.Environ(), "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1")
	said, err := cmd.CombinedOutput()
	if err != nil || !bytes.Contains(said, []byte("1 files scanned")) {
		t.Fatalf("%v:\n%s", err, said)
	}
	for line := range strings.Lines(string(said)) {
		if strings.Contains(line, ": error ") {
			wrong = append(wrong, line)
		}
	}
	return wrong
}

func TestSARIFValid(t *testing.T) {
	v := newValidator(t)
	for name, r := range map[string]*report.Report{"full": full(), "empty": newReport(), "hostile": hostile(), "flood": flood()} {
		t.Run(name, func(t *testing.T) {
			for _, wrong := range v.errors(t, written(t, "sarif", Options{}, r)) {
				t.Error(wrong)
			}
		})
	}
	if len(v.errors(t, []byte(`{"version": "2.1.0", "runs": [{"results": [{}]}]}`))) < 2 {
		t.Error("a run without a tool is said to be valid")
	}
}

func TestSARIFResults(t *testing.T) {
	run := decode(t, written(t, "sarif", Options{}, full())).Runs[0]
	wantURI := []string{"containers/web", "var/log/lastlog", "containers/web", "containers/web", "build/Dockerfile", "containers/web", "containers/web"}
	wantLevel := []string{"error", "error", "error", "note", "note", "note", "error"}
	for i, result := range run.Results {
		location := result.Locations[0]
		if uri := location.PhysicalLocation.ArtifactLocation.URI; uri != wantURI[i] {
			t.Errorf("result %d: URI %q, want %q", i, uri, wantURI[i])
		}
		if result.Level != wantLevel[i] {
			t.Errorf("result %d: level %s, want %s", i, result.Level, wantLevel[i])
		}
		if run.Tool.Driver.Rules[result.RuleIndex].ID != result.RuleID {
			t.Errorf("result %d: rule %d is not %s", i, result.RuleIndex, result.RuleID)
		}
		if len(location.LogicalLocations) != 1 || !strings.HasPrefix(location.LogicalLocations[0].FullyQualifiedName, "container/web") {
			t.Errorf("result %d: logical locations %v", i, location.LogicalLocations)
		}
		if len(result.PartialFingerprints["rummage/v1"]) == 0 || len(result.PartialFingerprints["primaryLocationLineHash"]) == 0 {
			t.Errorf("result %d: fingerprints %v", i, result.PartialFingerprints)
		}
	}
	for i, want := range map[int]int{3: 12, 4: 7} { // of a log, and of a Dockerfile
		if line := run.Results[i].Locations[0].PhysicalLocation.Region.StartLine; line != want {
			t.Errorf("result %d: line %d, want %d", i, line, want)
		}
	}
	if evidence := run.Results[1].Properties.Evidence; len(evidence) != 2 || evidence["depth"] != -1.0 {
		t.Errorf("evidence %v is not what it was", evidence)
	}
	last := run.Results[len(run.Results)-1]
	if len(last.Suppressions) != 1 || last.Suppressions[0].Justification != "the build host (until 2027-01-01)" {
		t.Errorf("suppressions %v", last.Suppressions)
	}
	for i, want := range []any{"9.5", "8.0", nil} {
		if got := run.Tool.Driver.Rules[i].Properties["security-severity"]; got != want {
			t.Errorf("rule %d: security severity %v, want %v", i, got, want)
		}
	}
	invocation := run.Invocations[0]
	var levels []string
	for _, n := range invocation.ToolExecutionNotifications {
		levels = append(levels, n.Level)
	}
	if got := strings.Join(levels, " "); invocation.ExecutionSuccessful || got != "error note warning warning" {
		t.Errorf("successful: %v, notifications: %s", invocation.ExecutionSuccessful, got)
	}
}

// TestSARIFEngine has a place for what is found in an engine.
func TestSARIFEngine(t *testing.T) {
	r := newReport(report.Target{
		Name: "vm", ID: "x", Kind: "engine", Verdict: report.Misconfigured,
		Coverage: []report.Coverage{{Collector: "host", Status: "skipped", Reason: "it is elsewhere"}},
		Findings: []report.Finding{finding(0, report.Location{Config: "engine.registries.insecure"}, "a registry"), finding(1, report.Location{Path: "/etc/docker"}, "a file")},
	})
	run := decode(t, written(t, "sarif", Options{}, r)).Runs[0]
	for i, want := range []struct{ uri, name string }{{"engine/vm", "engine/vm/engine.registries.insecure"}, {"etc/docker", "engine/vm:/etc/docker"}} {
		location := run.Results[i].Locations[0]
		if uri, name := location.PhysicalLocation.ArtifactLocation.URI, location.LogicalLocations[0].FullyQualifiedName; uri != want.uri || name != want.name {
			t.Errorf("result %d: %s %s, want %v", i, uri, name, want)
		}
	}
}

// TestSARIFEmpty says that there are no results, so that a dashboard closes
// those of the last run.
func TestSARIFEmpty(t *testing.T) {
	if text := written(t, "sarif", Options{}, newReport()); !bytes.Contains(text, []byte(`"results": []`)) {
		t.Errorf("no empty list of results:\n%s", text)
	}
}

func TestSARIFCap(t *testing.T) {
	run := decode(t, written(t, "sarif", Options{}, flood())).Runs[0]
	if len(run.Results) != maxResults {
		t.Errorf("%d results, want %d", len(run.Results), maxResults)
	}
	if run.Results[0].Level != "error" || run.Results[1].Level != "note" {
		t.Error("the worst result is not the first")
	}
	notes := run.Invocations[0].ToolExecutionNotifications
	if len(notes) != 1 || !strings.HasPrefix(notes[0].Message.Text, "101 results were cut") {
		t.Errorf("notifications %v", notes)
	}
}

// TestSARIFHostile keeps names exact, and makes no links of them.
func TestSARIFHostile(t *testing.T) {
	r := hostile()
	path := r.Targets[0].Findings[0].Location.Path
	result := decode(t, written(t, "sarif", Options{}, r)).Runs[0].Results[0]
	uri := result.Locations[0].PhysicalLocation.ArtifactLocation.URI
	if back, err := url.PathUnescape(uri); err != nil || "/"+back != path {
		t.Errorf("URI %q stands for %q, want %q", uri, back, path)
	}
	if strings.ContainsAny(uri, " \n\x1b") {
		t.Errorf("URI %q holds what it must not", uri)
	}
	if result.Locations[0].LogicalLocations[0].Name != path {
		t.Errorf("logical location %q, want %q", result.Locations[0].LogicalLocations[0].Name, path)
	}
	if regexp.MustCompile(`(^|[^\\])\[[^\]]*[^\\]\]\(`).MatchString(result.Message.Text) {
		t.Errorf("message %q has a link", result.Message.Text)
	}
}

// TestSARIFRunID has the same category for the same targets.
func TestSARIFRunID(t *testing.T) {
	tests := []struct {
		scope []string
		want  string
	}{
		{nil, "rummage/running-containers/20260102T030405Z"},
		{[]string{"web"}, "rummage/web/20260102T030405Z"},
		{[]string{"a/b:c"}, "rummage/a%2Fb:c/20260102T030405Z"},
	}
	for _, test := range tests {
		r := newReport()
		r.Scope = test.scope
		if got := runID(r); got != test.want {
			t.Errorf("scope %q: %s, want %s", test.scope, got, test.want)
		}
	}
	a, b := newReport(), newReport()
	a.Scope, b.Scope = []string{"x", "y"}, []string{"y", "x"}
	if runID(a) != runID(b) {
		t.Error("the order of the targets makes another category")
	}
}
