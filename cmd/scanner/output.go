package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/term"

	"github.com/rummage-scanner/rummage/report"
	"github.com/rummage-scanner/rummage/reporters"
)

// output is one place that the report goes to.
type output struct {
	format string
	file   string // empty for stdout
}

func formatList() string { return strings.Join(reporters.Formats(), ", ") }

// parseOutputs reads the values of --output of commands that write reports.
func parseOutputs(values []string) ([]output, error) { return outputsOf(values, reporters.Formats()) }

// outputsOf reads the values of --output. Only one may be for stdout.
func outputsOf(values, formats []string) ([]output, error) {
	if len(values) == 0 {
		values = []string{"table"}
	}
	var outputs []output
	stdout := ""
	for _, value := range values {
		format, file, named := strings.Cut(value, "=")
		if !slices.Contains(formats, format) {
			return nil, usagef("the formats are "+strings.Join(formats, ", "), "unknown output format %q", format)
		}
		if named && file == "" {
			return nil, usagef("write FORMAT=FILE, or FORMAT alone for the standard output", "output %q names no file", value)
		}
		if file == "-" {
			file = ""
		}
		if file == "" {
			if stdout != "" {
				return nil, usagef("give one of them a file: FORMAT=FILE", "both %s and %s would go to the standard output", stdout, format)
			}
			stdout = format
		} else if info, err := os.Stat(filepath.Dir(file)); err != nil || !info.IsDir() {
			return nil, usagef("make the directory first", "output %q: there is no directory %s", value, filepath.Dir(file))
		}
		outputs = append(outputs, output{format, file})
	}
	return outputs, nil
}

// write writes the report to all of its places.
func (s *scan) write(r *report.Report, outputs []output) error {
	for _, o := range outputs {
		reporter, err := reporters.New(o.format, s.reporterOptions(o))
		if err != nil {
			return err
		}
		shown := r
		if o.format != "table" && o.format != "markdown" { // these count what they hide
			shown = s.shown(r)
		}
		if o.file == "" {
			err = reporter.Write(s.streams.out, shown)
		} else {
			err = writeWhole(o.file, func(w io.Writer) error { return reporter.Write(w, shown) })
		}
		if err != nil {
			return hinted{fmt.Errorf("write the report as %s: %w", o.format, err), "check that the place can be written to and has room"}
		}
	}
	return nil
}

// shown is the report without the findings below --severity. The verdicts stay
// those of all findings.
func (s *scan) shown(r *report.Report) *report.Report {
	if s.options.least == 0 {
		return r
	}
	shown := *r
	shown.Targets = slices.Clone(r.Targets)
	hidden := 0
	for i := range shown.Targets {
		t := &shown.Targets[i]
		t.Findings = slices.DeleteFunc(slices.Clone(t.Findings), func(f report.Finding) bool {
			return f.Severity < report.Severity(s.options.least)
		})
		hidden += len(r.Targets[i].Findings) - len(t.Findings)
	}
	if hidden > 0 {
		shown.Notices = append(slices.Clone(r.Notices), fmt.Sprintf("%d findings below severity %s are left out", hidden, &s.options.least))
	}
	return &shown
}

func (s *scan) reporterOptions(o output) reporters.Options {
	options := reporters.Options{MinSeverity: report.Severity(s.options.least), FailOn: report.Severity(s.options.failOn)}
	file, ok := s.streams.out.(*os.File)
	if o.file == "" && ok && term.IsTerminal(int(file.Fd())) {
		options.Color = os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"
		if width, _, err := term.GetSize(int(file.Fd())); err == nil {
			options.Width = width
		}
	} else if width, err := strconv.Atoi(os.Getenv("COLUMNS")); err == nil && width > 0 {
		options.Width = width
	}
	return options
}

// writeWhole writes a file so that it appears whole or not at all.
func writeWhole(name string, write func(io.Writer) error) (err error) {
	temporary, err := os.CreateTemp(filepath.Dir(name), "."+filepath.Base(name)+".*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			os.Remove(temporary.Name())
		}
	}()
	if err = write(temporary); err != nil {
		temporary.Close()
		return err
	}
	if err = temporary.Chmod(0o644); err == nil {
		err = temporary.Sync()
	}
	if closed := temporary.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return err
	}
	return os.Rename(temporary.Name(), name)
}
