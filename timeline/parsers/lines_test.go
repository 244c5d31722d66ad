package parsers

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/rummage-scanner/rummage/timeline"
)

// parsed is what a parser makes of an artefact.
type parsed struct {
	events  []timeline.Event
	skipped map[string]int
}

// mtime is that of all samples.
var mtime = time.Date(2026, 11, 25, 0, 40, 0, 0, time.UTC)

// parseText has a parser read a content as a file of that path.
func parseText(t testing.TB, p timeline.Parser, path, content string, change ...func(*timeline.Input)) parsed {
	t.Helper()
	got := parsed{skipped: map[string]int{}}
	in := &timeline.Input{
		Path: path, Size: int64(len(content)), Mtime: mtime, Zone: time.UTC, ZoneAssumed: "/etc/localtime",
		Content: strings.NewReader(content),
		Skip:    func(reason string) { got.skipped[reason]++ },
	}
	for _, f := range change {
		f(in)
	}
	if err := p.Parse(in, func(e timeline.Event) { got.events = append(got.events, e) }); err != nil {
		t.Fatalf("parse %s: %v", path, err)
	}
	return got
}

// show writes an event as the tests expect it:
//
//	TIME TYPE [USER][@HOST][ PID]: MESSAGE {FIELD=VALUE ...}
func show(e timeline.Event) string {
	var s strings.Builder
	fmt.Fprintf(&s, "%s %s %s", e.Time.Format(time.RFC3339Nano), e.Type, e.User)
	if e.Host != "" {
		s.WriteString("@" + e.Host)
	}
	if e.PID != 0 {
		fmt.Fprintf(&s, " %d", e.PID)
	}
	s.WriteString(": " + e.Message)
	var fields []string
	for name, value := range e.Fields {
		fields = append(fields, name+"="+value)
	}
	slices.Sort(fields)
	if len(fields) > 0 {
		s.WriteString(" {" + strings.Join(fields, " | ") + "}")
	}
	return s.String()
}

// shown are the events of a sample.
func (p parsed) shown() []string {
	var all []string
	for _, e := range p.events {
		all = append(all, show(e))
	}
	return all
}

// sampleText is a file of testdata.
func sampleText(t testing.TB, name string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// expectText compares the events of a parser with those that are expected, and that nothing
// was passed over that is not told of in skipped.
func expectText(t *testing.T, got parsed, want []string, skipped map[string]int) {
	t.Helper()
	if diff := cmp.Diff(want, got.shown()); diff != "" {
		t.Errorf("events (-want +got):\n%s", diff)
	}
	if skipped == nil {
		skipped = map[string]int{}
	}
	if diff := cmp.Diff(skipped, got.skipped); diff != "" {
		t.Errorf("passed over (-want +got):\n%s", diff)
	}
	for _, e := range got.events {
		if e.What == "" || e.Line == 0 {
			t.Errorf("%s: What is %q, Line is %d", show(e), e.What, e.Line)
		}
	}
}

func TestLineReader(t *testing.T) {
	long := strings.Repeat("x", maxLine+10)
	for name, test := range map[string]struct {
		content string
		want    []string
		skipped int
	}{
		"empty":               {"", nil, 0},
		"no end":              {"a\nb", []string{"a", "b"}, 0},
		"windows":             {"a\r\nb\r\n", []string{"a", "b"}, 0},
		"byte order mark":     {"\ufeffa\n\ufeffb\n", []string{"a", "\ufeffb"}, 0},
		"NULs of a cut log":   {strings.Repeat("\x00", 3*maxLine+5) + "a\nb\n", []string{"a", "b"}, 0},
		"only NULs":           {strings.Repeat("\x00", maxLine), nil, 0},
		"long":                {long + "\nb\n", []string{long[:maxLine], "b"}, 1},
		"long without an end": {long, []string{long[:maxLine]}, 1},
		"longer than that":    {strings.Repeat(long, 5) + "\nb", []string{long[:maxLine], "b"}, 1},
	} {
		t.Run(name, func(t *testing.T) {
			skipped := 0
			lines := newLineReader(strings.NewReader(test.content), func(string) { skipped++ })
			var got []string
			for {
				line, err := lines.next()
				if err == io.EOF {
					break
				}
				if err != nil {
					t.Fatal(err)
				}
				got = append(got, line)
			}
			if !slices.Equal(got, test.want) {
				t.Errorf("got %d lines, want %d", len(got), len(test.want))
			}
			if skipped != test.skipped {
				t.Errorf("passed over %d, want %d", skipped, test.skipped)
			}
		})
	}
}
