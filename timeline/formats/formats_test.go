package formats

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/clipperhouse/displaywidth"

	"github.com/rummage-scanner/rummage/document"
	"github.com/rummage-scanner/rummage/timeline"
)

var update = flag.Bool("update", false, "write the golden files anew")

const (
	hash        = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
	hostileName = "/tmp/\x1b[2J\u202egpj.exe\n\x9b\u0085|%7C%0a,\"<!--</script><img src=x onerror=alert(1)>\\xff\U000e0041 日本"
)

func at(s string) time.Time {
	t, err := time.Parse(time.RFC3339Nano, s)
	if err != nil {
		panic(err)
	}
	return t
}

// ordinary has an event of each kind that formats tell apart.
func ordinary() []timeline.Event {
	passwd := timeline.File{
		Type: document.Regular, Mode: 0o644, Size: 1234, Inode: 77, SHA256: hash,
		Mtime: at("2026-01-02T03:04:05.678901234Z"), Ctime: at("2026-01-02T03:04:05.9Z"), Atime: at("2026-01-03T00:00:00Z"),
		First: true,
	}
	later := passwd
	later.First = false
	events := []timeline.Event{
		{
			Time: at("1901-12-13T20:45:52.25Z"), What: timeline.ModificationTime, MACB: "m", Type: "fs:stat", Source: timeline.FileSystem, Parser: "files",
			Path: "/old", Change: "added", File: &timeline.File{Type: document.Directory, Mode: 0o1777, Mtime: at("1901-12-13T20:45:52.25Z"), First: true},
		},
		{
			Time: at("1970-01-01T00:00:00Z"), What: timeline.ModificationTime, MACB: "m", Type: "fs:stat", Source: timeline.FileSystem, Parser: "files",
			Path: "/epoch", Change: "image", File: &timeline.File{Type: document.Regular, Mtime: at("1970-01-01T00:00:00Z"), First: true},
		},
		{
			Time: passwd.Mtime, What: timeline.ModificationTime, MACB: "mc", Type: "fs:stat", Source: timeline.FileSystem, Parser: "files",
			Path: "/etc/passwd", Change: "modified", File: &passwd, Findings: []string{"files/account-added", "files/passwd-changed"}, Target: "web",
		},
		{
			Time: at("2026-01-02T03:05:00Z"), What: "Login Time", Type: "linux:utmp:event", Source: timeline.Login, Parser: "utmp",
			Message: "login of root on pts/0 from 203.0.113.9", Path: "/var/log/wtmp", Line: 3, User: "root", Host: "203.0.113.9", PID: 4711,
			Fields: map[string]string{"type": "USER_PROCESS", "terminal": "pts/0"}, Target: "web",
		},
		{
			Time: at("2026-01-02T03:05:30Z"), What: "Content Modification Time", Type: "syslog:line", Source: timeline.Syslog, Parser: "syslog",
			Message: "sshd: Accepted password for root", Path: "/var/log/auth.log", Line: 12, Host: "web",
			Assumed: "the year, from the file's last change", Target: "web", Findings: []string{"logs/root-login"},
		},
		{
			Time: later.Atime, What: timeline.AccessTime, MACB: "a", Type: "fs:stat", Source: timeline.FileSystem, Parser: "files",
			Path: "/etc/passwd", Change: "modified", File: &later, Target: "web",
		},
		{
			Time: at("2026-01-03T01:00:00Z"), What: "Deletion Time", Type: "fs:stat", Source: timeline.FileSystem, Parser: "files",
			Message: "/usr/bin/who was deleted", Path: "/usr/bin/who", Change: "deleted", Target: "web",
			File: &timeline.File{Type: document.Regular, Mode: 0o4755, Size: 9, Mtime: at("2024-05-06T07:08:09Z"), First: true},
		},
		{
			Time: at("2026-01-03T02:00:00Z"), What: timeline.CreationTime, MACB: "mcb", Type: "fs:stat", Source: timeline.FileSystem, Parser: "files",
			Path: "/etc/localtime", Change: "added", Target: "web",
			File: &timeline.File{
				Type: document.Symlink, Mode: 0o777, UID: 1000, GID: 1001, Size: 11, LinkTarget: "/dev/null",
				Mtime: at("2026-01-03T02:00:00Z"), Ctime: at("2026-01-03T02:00:00Z"), Btime: at("2026-01-03T02:00:00Z"), First: true,
			},
		},
		{
			Time: at("2300-01-01T00:00:00.5Z"), What: "Started", Type: "docker:container", Source: timeline.Container, Parser: "container",
			Message: "=cmd|' /C calc'!A0", User: "-1+1", Host: "@host", Target: "db",
		},
		{
			Time: time.Date(12345, 6, 7, 8, 9, 10, 0, time.UTC), What: timeline.ModificationTime, MACB: "m", Type: "fs:stat", Source: timeline.FileSystem, Parser: "files",
			Path: "/future", Change: "added", File: &timeline.File{Type: document.Regular, Mode: 0o600, Mtime: time.Date(12345, 6, 7, 8, 9, 10, 0, time.UTC), First: true},
		},
	}
	return events
}

// hostile has what an attacker would write wherever there is text.
func hostile() []timeline.Event {
	when := at("2026-02-03T04:05:06Z")
	return []timeline.Event{
		{
			Time: when, What: timeline.ModificationTime, MACB: "m", Type: "fs:stat", Source: timeline.FileSystem, Parser: "files",
			Path: hostileName, Change: "added", Target: hostileName, Findings: []string{hostileName},
			File: &timeline.File{Type: document.Symlink, Mode: 0o777, LinkTarget: hostileName, Mtime: when, First: true},
		},
		{
			Time: when, What: hostileName, Type: hostileName, Source: timeline.Shell, Parser: "bash",
			Message: hostileName, Path: hostileName, Line: 1, User: hostileName, Host: hostileName, Assumed: hostileName,
			Fields: map[string]string{"_id": hostileName, "message": hostileName, "a.b": "1", hostileName: hostileName},
		},
		{Time: when, What: "\"a", Source: timeline.Log, Message: "\"quoted, and\r\nmore"},
		{Time: when, What: "+1", Source: timeline.Log, Message: "\uff1dfull width"},
		{Time: when, What: "empty", Source: timeline.Log},
	}
}

func head(sources ...string) timeline.Head {
	return timeline.Head{Tool: "rummage", Version: "1.2.3", Started: at("2026-03-04T05:06:07Z"), Sources: sources}
}

func written(t testing.TB, format string, o Options, events []timeline.Event) []byte {
	t.Helper()
	var out bytes.Buffer
	w, err := New(format, &out, o)
	if err != nil {
		t.Fatal(err)
	}
	tail := timeline.Tail{Events: int64(len(events))}
	for i := range events {
		if err := w.Event(&events[i]); err != nil {
			t.Fatal(err)
		}
	}
	if len(events) > 0 {
		tail.First, tail.Last = events[0].Time, events[len(events)-1].Time
		tail.LeftOut = 7
		tail.Notices = []string{"/var/log/\x1b[31mred.log: 3 lines without a time\n"}
	}
	if err := w.Close(tail); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestGolden(t *testing.T) {
	timelines := map[string][]timeline.Event{"ordinary": ordinary(), "hostile": hostile(), "empty": nil}
	tests := []struct {
		name, format string
		options      Options
	}{
		{"table", "table", Options{}},
		{"narrow.table", "table", Options{Width: 80}},
		{"color.table", "table", Options{Width: 120, Color: true}},
		{"jsonl", "jsonl", Options{}},
		{"bodyfile", "bodyfile", Options{}},
		{"csv", "csv", Options{}},
		{"l2tcsv", "l2tcsv", Options{}},
		{"timesketch", "timesketch", Options{}},
	}
	for name, events := range timelines {
		for _, test := range tests {
			t.Run(name+"."+test.name, func(t *testing.T) {
				test.options.Head = head("web")
				golden(t, name+"."+test.name, written(t, test.format, test.options, events))
			})
		}
	}
	t.Run("targets.table", func(t *testing.T) {
		golden(t, "targets.table", written(t, "table", Options{Head: head("web", "db"), Width: 100}, ordinary()))
	})
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
		t.Errorf("%s is otherwise now (go test ./timeline/formats -update writes it anew):\n%s", file, got)
	}
}

// TestTerminal has no format send a terminal anything but text and line ends.
func TestTerminal(t *testing.T) {
	for _, format := range Names() {
		for line := range strings.Lines(string(written(t, format, Options{Head: head(hostileName, "b")}, hostile()))) {
			if line = strings.TrimSuffix(line, "\n"); document.Escape(line) != line {
				t.Errorf("%s: unsafe line %q", format, line)
			}
		}
	}
}

func TestTableFits(t *testing.T) {
	for _, width := range []int{80, 81, 100, 160} {
		out := string(written(t, "table", Options{Width: width, Head: head("a", "b")}, append(hostile(), ordinary()...)))
		rows, _, _ := strings.Cut(out, "\n\n")
		for line := range strings.Lines(rows) {
			if n := displaywidth.String(strings.TrimSuffix(line, "\n")); n > width {
				t.Errorf("width %d: a line of %d: %s", width, n, line)
			}
		}
	}
}

// FuzzTable has a row stay one line of printable text that fits.
func FuzzTable(f *testing.F) {
	f.Add(hostileName, 80)
	f.Add("\u0301\u0301日本👨‍👩‍👧", 90)
	f.Fuzz(func(t *testing.T, s string, width int) {
		if width < 80 || width > 500 {
			return // no terminal
		}
		event := timeline.Event{What: s, Message: s, Path: s, Line: 1, Target: s, Source: timeline.Log, Findings: []string{s}}
		rows, _, _ := strings.Cut(string(written(t, "table", Options{Width: width, Head: head("a", "b")}, []timeline.Event{event})), "\n\n")
		if n := strings.Count(rows, "\n"); n != 1 {
			t.Fatalf("%d line ends", n)
		}
		for line := range strings.SplitSeq(rows, "\n") {
			if document.Escape(line) != line {
				t.Errorf("unsafe line %q", line)
			}
			if n := displaywidth.String(line); n > width {
				t.Errorf("a line of %d, not %d: %q", n, width, line)
			}
		}
	})
}

func TestNewUnknown(t *testing.T) {
	if _, err := New("yaml", nil, Options{}); err == nil || err.Error() != `unknown format "yaml"` {
		t.Errorf("got %v", err)
	}
}
