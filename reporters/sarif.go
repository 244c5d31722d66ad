package reporters

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"

	"github.com/rummage-scanner/rummage/report"
)

// maxResults is how many results of a run code scanning keeps.
const maxResults = 5000

const projectURI = "https://github.com/rummage-scanner/rummage"

// sarifReporter writes SARIF 2.1.0 (OASIS Standard, 2020) as code-scanning
// dashboards read it.
type sarifReporter struct{}

func (sarifReporter) Write(w io.Writer, r *report.Report) error {
	log := sarif.NewReport()
	log.AddRun(sarifRun(r))
	text, err := json.Marshal(log)
	if err != nil {
		return err
	}
	var pruned any
	if err := json.Unmarshal(text, &pruned); err != nil {
		return err
	}
	prune(pruned)
	if text, err = encodeJSON(pruned); err != nil {
		return err
	}
	_, err = w.Write(text)
	return err
}

// prune takes out what the library writes for fields that were not set: empty
// lists, and numbers of -1, which stand for none. Property bags are ours, and
// an empty list of results says that there are none.
func prune(x any) {
	switch x := x.(type) {
	case []any:
		for _, element := range x {
			prune(element)
		}
	case map[string]any:
		for key, value := range x {
			list, isList := value.([]any)
			switch {
			case key == "properties":
			case isList && len(list) == 0 && key != "results", value == float64(-1):
				delete(x, key)
			default:
				prune(value)
			}
		}
	}
}

func sarifRun(r *report.Report) *sarif.Run {
	run := sarif.NewRun().WithTool(sarif.NewTool().WithDriver(sarifDriver(r))).WithColumnKind("unicodeCodePoints")
	run.AutomationDetails = sarif.NewRunAutomationDetails().WithID(runID(r))
	index := map[string]int{}
	for i, rule := range r.Rules {
		index[rule.ID] = i
	}
	results, cut := worstResults(r)
	for _, f := range results {
		run.AddResult(sarifResult(f.target, f.finding, index))
	}
	run.AddInvocation(sarifInvocation(r, cut))
	return run
}

// runID is CATEGORY/RUN, where the category is the same for each scan of the
// same targets: a dashboard replaces the results of the category's last run.
func runID(r *report.Report) string {
	set := "running-containers"
	switch {
	case len(r.Scope) == 1:
		set = url.PathEscape(r.Scope[0])
	case len(r.Scope) > 1:
		names := slices.Sorted(slices.Values(r.Scope))
		sum := sha256.Sum256([]byte(strings.Join(names, "\x00")))
		set = "targets-" + hex.EncodeToString(sum[:6])
	}
	return "rummage/" + set + "/" + r.Started.UTC().Format("20060102T150405Z")
}

type targetFinding struct {
	target  *report.Target
	finding *report.Finding
}

// worstResults are the findings, the worst first and the suppressed ones last,
// and the number of those that are too many.
func worstResults(r *report.Report) (kept []targetFinding, cut int) {
	for i := range r.Targets {
		t := &r.Targets[i]
		for j := range t.Findings {
			kept = append(kept, targetFinding{t, &t.Findings[j]})
		}
	}
	slices.SortStableFunc(kept, func(a, b targetFinding) int {
		return cmp.Or(
			compareBool(a.finding.Suppressed != nil, b.finding.Suppressed != nil),
			cmp.Compare(b.finding.Severity, a.finding.Severity),
		)
	})
	if len(kept) > maxResults {
		return kept[:maxResults], len(kept) - maxResults
	}
	return kept, 0
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

func level(s report.Severity) string {
	switch {
	case s >= report.High:
		return "error"
	case s == report.Medium:
		return "warning"
	}
	return "note"
}

func sarifResult(t *report.Target, f *report.Finding, index map[string]int) *sarif.Result {
	result := sarif.NewRuleResult(f.Rule).
		WithLevel(level(f.Severity)).
		WithMessage(sarif.NewTextMessage(noLinks(sentence(t.Name + ": " + f.Message)))).
		WithLocations([]*sarif.Location{sarifLocation(t, f)}).
		WithPartialFingerprints(map[string]string{
			// The name under which code scanning looks for it.
			"primaryLocationLineHash": f.Fingerprint + ":1",
			"rummage/v1":              f.Fingerprint,
		})
	if i, ok := index[f.Rule]; ok {
		result.WithRuleIndex(i)
	}
	properties := sarif.NewPropertyBag().
		Add("target", t.Name).Add("severity", f.Severity.String()).Add("category", string(f.Category)).Add("evidence", f.Evidence)
	if t.Image != "" {
		properties.Add("image", t.Image)
	}
	if f.Layer != "" {
		properties.Add("layer", f.Layer)
	}
	result.WithProperties(properties)
	if f.Suppressed != nil {
		reason := f.Suppressed.Reason
		if f.Suppressed.Expires != "" {
			reason += " (until " + f.Suppressed.Expires + ")"
		}
		result.AddSuppression(sarif.NewSuppression().WithKind("external").WithStatus("accepted").WithJustification(reason))
	}
	return result
}

// sarifLocation has a relative URI for each finding: a dashboard refuses
// results that are nowhere. It is in the Dockerfile when that is known, else the
// path in the target, or the target itself.
func sarifLocation(t *report.Target, f *report.Finding) *sarif.Location {
	l := f.Location
	uri, line := targetURI(t), 1
	logical := sarif.NewLogicalLocation().WithName(t.Name).WithFullyQualifiedName(t.Kind + "/" + t.Name).WithKind("resource")
	switch {
	case l.Path != "":
		uri = relativeURI(l.Path)
		logical.WithName(l.Path).WithFullyQualifiedName(t.Kind + "/" + t.Name + ":" + l.Path)
	case l.Config != "":
		logical.WithName(l.Config).WithFullyQualifiedName(t.Kind + "/" + t.Name + "/" + l.Config).WithKind("property")
	case l.Process != 0:
		name := fmt.Sprintf("process %d", l.Process)
		logical.WithName(name).WithFullyQualifiedName(t.Kind + "/" + t.Name + "/" + name)
	case l.Log != 0:
		line = l.Log
		logical.WithName("log").WithFullyQualifiedName(t.Kind + "/" + t.Name + "/log")
	case l.Layer != "":
		logical.WithName(l.Layer).WithFullyQualifiedName(t.Kind + "/" + t.Name + "/" + l.Layer)
	}
	if f.Source != nil {
		uri, line = relativeURI(f.Source.File), f.Source.Line
	}
	physical := sarif.NewPhysicalLocation().
		WithArtifactLocation(sarif.NewSimpleArtifactLocation(uri)).
		WithRegion(sarif.NewRegion().WithStartLine(line))
	location := sarif.NewLocationWithPhysicalLocation(physical)
	location.LogicalLocations = []*sarif.LogicalLocation{logical}
	return location
}

// targetURI is containers/NAME or images/NAME; of engines there is one a host.
func targetURI(t *report.Target) string {
	if t.Kind == "engine" {
		return relativeURI("engine/" + t.Name)
	}
	return relativeURI(t.Kind + "s/" + t.Name)
}

// relativeURI is a path as a relative reference (RFC 3986, section 4.2).
func relativeURI(path string) string {
	path = strings.TrimLeft(path, "/")
	if path == "" {
		return "./"
	}
	return (&url.URL{Path: path}).String()
}

func sarifInvocation(r *report.Report, cut int) *sarif.Invocation {
	successful := true
	invocation := sarif.NewInvocation().
		WithStartTimeUtc(r.Started.UTC().Format(time.RFC3339)).WithEndTimeUtc(r.Finished.UTC().Format(time.RFC3339))
	for i := range r.Targets {
		t := &r.Targets[i]
		successful = successful && !t.Incomplete()
		for _, c := range t.Coverage {
			if c.Status != "ok" {
				text := fmt.Sprintf("%s: %s %s: %s", t.Name, c.Collector, c.Status, c.Reason)
				n := notification(coverageNotification, "coverage", coverageLevel(c), text)
				n.AddLocation(sarif.NewLocationWithPhysicalLocation(sarif.NewPhysicalLocation().
					WithArtifactLocation(sarif.NewSimpleArtifactLocation(targetURI(t)))))
				invocation.AddToolExecutionNotification(n)
			}
		}
	}
	for _, notice := range r.Notices {
		invocation.AddToolExecutionNotification(notification(noticeNotification, "notice", "warning", notice))
	}
	if cut > 0 {
		text := fmt.Sprintf("%d results were cut: the %d worst are here, the JSON report has all", cut, maxResults)
		invocation.AddToolExecutionNotification(notification(noticeNotification, "notice", "warning", text))
	}
	return invocation.WithExecutionSuccessful(successful)
}

func notification(index int, id, level, text string) *sarif.Notification {
	return sarif.NewNotification().
		WithDescriptor(sarif.NewReportingDescriptorReference().WithID(id).WithIndex(index)).
		WithLevel(level).WithMessage(sarif.NewTextMessage(noLinks(sentence(text))))
}

func coverageLevel(c report.Coverage) string {
	switch c.Status {
	case "failed":
		return "error"
	case "partial":
		return "warning"
	}
	return "note"
}

// link is a link in a message's text (SARIF 2.1.0, section 3.11.6).
var link = regexp.MustCompile(`\[[^\]]*\]\(`)

// noLinks escapes the brackets of text that would read as a link: what an
// attacker named must not become one on a dashboard.
func noLinks(s string) string {
	if !link.MatchString(s) {
		return s
	}
	return strings.NewReplacer(`\`, `\\`, `[`, `\[`, `]`, `\]`).Replace(s)
}

func sentence(s string) string {
	if s == "" || strings.HasSuffix(s, ".") {
		return s
	}
	return s + "."
}
