// Package reporters writes a report in the formats that people and programs
// read: one file a format.
package reporters

import (
	"fmt"
	"io"
	"strings"

	"github.com/rummage-scanner/rummage/report"
)

// Reporter writes a report in one format.
type Reporter interface {
	Write(w io.Writer, r *report.Report) error
}

// Options say how a report is to look. Formats ignore what does not concern them.
type Options struct {
	Color bool
	// Width is the number of columns to keep within; 0 is as wide as it gets.
	Width int
	// MinSeverity is the least severity that is shown; the others are counted.
	MinSeverity report.Severity
	// FailOn is the severity from which on a finding fails the gate; 0 is none.
	FailOn report.Severity
}

// formats is the list of formats: what is not in it does not exist.
var formats = []struct {
	name string
	make func(Options) Reporter
}{
	{"table", func(o Options) Reporter { return table{o} }},
	{"json", func(Options) Reporter { return jsonReporter{} }},
	{"sarif", func(Options) Reporter { return sarifReporter{} }},
	{"html", func(Options) Reporter { return htmlPage{} }},
	{"junit", func(o Options) Reporter { return junit{o} }},
	{"markdown", func(o Options) Reporter { return markdown{o} }},
}

// Formats lists the names of the formats.
func Formats() []string {
	names := make([]string, len(formats))
	for i, f := range formats {
		names[i] = f.name
	}
	return names
}

// New makes the reporter of a format.
func New(format string, o Options) (Reporter, error) {
	for _, f := range formats {
		if f.name == format {
			return f.make(o), nil
		}
	}
	return nil, fmt.Errorf("unknown output format %q: want one of %s", format, strings.Join(Formats(), ", "))
}
