package reporters

import (
	"cmp"
	"encoding/xml"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/rummage-scanner/rummage/report"
)

// junit writes a report as CI servers show test results: a suite for each target,
// a case for each finding. Findings that fail a gate, and without a gate all but
// those for information, are failures; what an exception covers is skipped; what
// could not be looked at is an error. See https://github.com/testmoapp/junitxml
type junit struct{ Options }

type junitReport struct {
	XMLName  xml.Name     `xml:"testsuites"`
	Name     string       `xml:"name,attr"`
	Tests    int          `xml:"tests,attr"`
	Failures int          `xml:"failures,attr"`
	Errors   int          `xml:"errors,attr"`
	Skipped  int          `xml:"skipped,attr"`
	Suites   []junitSuite `xml:"testsuite"`
}

type junitSuite struct {
	Name      string      `xml:"name,attr"`
	Timestamp string      `xml:"timestamp,attr"`
	Tests     int         `xml:"tests,attr"`
	Failures  int         `xml:"failures,attr"`
	Errors    int         `xml:"errors,attr"`
	Skipped   int         `xml:"skipped,attr"`
	Cases     []junitCase `xml:"testcase"`
}

type junitCase struct {
	Name    string        `xml:"name,attr"`
	Class   string        `xml:"classname,attr"`
	Failure *junitMessage `xml:"failure"`
	Error   *junitMessage `xml:"error"`
	Skipped *junitMessage `xml:"skipped"`
	Output  string        `xml:"system-out,omitempty"`
}

type junitMessage struct {
	Message string `xml:"message,attr"`
	Type    string `xml:"type,attr,omitempty"`
	Text    string `xml:",chardata"`
}

func (j junit) Write(w io.Writer, r *report.Report) error {
	out := junitReport{Name: "rummage"}
	for i := range r.Targets {
		suite := j.suite(&r.Targets[i], r.Started)
		out.Tests += suite.Tests
		out.Failures += suite.Failures
		out.Errors += suite.Errors
		out.Skipped += suite.Skipped
		out.Suites = append(out.Suites, suite)
	}
	text, err := xml.MarshalIndent(out, "", "  ")
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, "%s%s\n", xml.Header, text)
	return err
}

func (j junit) suite(t *report.Target, started time.Time) junitSuite {
	s := junitSuite{Name: Escape(t.Name), Timestamp: started.UTC().Format("2006-01-02T15:04:05")}
	for _, f := range t.Findings {
		s.Cases = append(s.Cases, j.findingCase(t, f))
	}
	for _, c := range t.Coverage {
		if c.Incomplete() {
			what := Escape(c.Reason)
			s.Cases = append(s.Cases, junitCase{
				Name: Escape(c.Collector), Class: class(t, "coverage"), Error: &junitMessage{Message: what, Type: c.Status, Text: what},
			})
		}
	}
	if len(s.Cases) == 0 {
		s.Cases = []junitCase{{Name: "no findings", Class: class(t, "verdict"), Output: string(t.Verdict)}}
	}
	for _, c := range s.Cases {
		s.Tests++
		switch {
		case c.Failure != nil:
			s.Failures++
		case c.Error != nil:
			s.Errors++
		case c.Skipped != nil:
			s.Skipped++
		}
	}
	return s
}

func (j junit) findingCase(t *report.Target, f report.Finding) junitCase {
	message := Escape(f.Message)
	c := junitCase{Name: message, Class: class(t, f.Rule)}
	if f.Location != (report.Location{}) {
		c.Name += " (" + Escape(where(f.Location)) + ")"
	}
	switch {
	case f.Suppressed != nil:
		c.Skipped = &junitMessage{Message: Escape(f.Suppressed.Reason)}
	case f.Severity >= cmp.Or(j.FailOn, report.Low):
		c.Failure = &junitMessage{Message: message, Type: f.Severity.String(), Text: j.details(f)}
	default:
		c.Output = j.details(f)
	}
	return c
}

// class is what a case belongs to, in the form of a class with its package.
func class(t *report.Target, rule string) string {
	return Escape(t.Kind + "." + t.Name + "." + strings.ReplaceAll(rule, "/", "."))
}

func (j junit) details(f report.Finding) string {
	lines := []string{f.Severity.String() + " " + f.Rule + ": " + f.Title, where(f.Location), "fingerprint " + f.Fingerprint}
	if len(f.Attack) > 0 {
		lines = append(lines, "ATT&CK "+strings.Join(f.Attack, ", "))
	}
	if len(f.CIS) > 0 {
		lines = append(lines, "CIS "+strings.Join(f.CIS, ", "))
	}
	lines = append(lines, strings.Split(f.Remediation, "\n")...)
	for i, line := range lines {
		lines[i] = Escape(line)
	}
	return strings.Join(lines, "\n")
}
