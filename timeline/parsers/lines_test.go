package parsers

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
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

// broken is a reader that fails in the end.
type broken struct{ io.Reader }

func (b broken) Read(p []byte) (int, error) {
	n, err := b.Reader.Read(p)
	if err == io.EOF {
		err = errors.New("disk on fire")
	}
	return n, err
}

// Events that came before an error stand.
func TestReadError(t *testing.T) {
	for name, test := range map[string]struct {
		parser  timeline.Parser
		content string
	}{
		"lines":   {dpkg(), "2026-11-24 23:59:59 startup archives unpack\n2026-11-24 23:59:59 startup archives install\n"},
		"blocks":  {aptHistory(), "Start-Date: 2026-11-24  23:59:59\nInstall: a\nRemove: b\n"},
		"records": {dockerLog(), `{"log":"a\n","time":"2026-11-24T23:59:59Z"}` + "\n" + `{"log":"b","time":"2026-11-24T23:59:59Z"}` + "\n"},
		"fish":    {fishHistory(), "- cmd: a\n  when: 1\n- cmd: b\n  when: 2\n"},
	} {
		t.Run(name, func(t *testing.T) {
			in := &timeline.Input{
				Path: "/var/log/x", Zone: time.UTC, Skip: func(string) {},
				Content: broken{strings.NewReader(test.content)},
			}
			events := 0
			err := test.parser.Parse(in, func(timeline.Event) { events++ })
			if err == nil || !strings.Contains(err.Error(), "on fire") {
				t.Errorf("error is %v", err)
			}
			if events != 2 {
				t.Errorf("%d events, want 2", events)
			}
		})
	}
}

// repeated is a reader of one byte again and again.
type repeated byte

func (r repeated) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = byte(r)
	}
	return len(p), nil
}

// What is kept of an artefact does not grow with it.
func TestMemory(t *testing.T) {
	const size = 16 << 20
	for name, p := range textParsers() {
		for begin, fill := range map[string]byte{"": 0, "2026-11-24 23:59:59 x": 'x', "#1700000000\n'": '\'', "type=A msg=audit(1:1): ": '='} {
			in := &timeline.Input{
				Path: "/var/log/2026-11-25T00_38_43_476Z-debug-0.log", Zone: time.UTC, Mtime: mtime, Skip: func(string) {},
				Content: io.MultiReader(strings.NewReader(begin), io.LimitReader(repeated(fill), size)),
			}
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			if err := p.Parse(in, func(timeline.Event) {}); err != nil {
				t.Errorf("%s: %v", name, err)
			}
			runtime.ReadMemStats(&after)
			if n := after.TotalAlloc - before.TotalAlloc; n > 4<<20 {
				t.Errorf("%s took %d bytes of memory for %q…", name, n, begin)
			}
		}
	}
}
