package timeline

import (
	"archive/tar"
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/klauspost/compress/zstd"

	"github.com/rummage-scanner/rummage/collectors"
	"github.com/rummage-scanner/rummage/document"
	"github.com/rummage-scanner/rummage/report"
)

// lines is a parser of lines that are times without a zone.
var linesParser = Parser{Name: "lines", Source: Syslog, Files: []string{"/var/log/*.lines"}, Parse: func(in *Input, emit func(Event)) error {
	scan := bufio.NewScanner(in.Content)
	for n := int64(1); scan.Scan(); n++ {
		at, err := time.ParseInLocation(time.DateTime, scan.Text(), in.Zone)
		if err != nil {
			in.Skip("lines without a time")
			continue
		}
		emit(Event{Time: at, Message: scan.Text(), Line: n, Assumed: in.ZoneAssumed})
	}
	return scan.Err()
}}

func tarOf(t *testing.T, headers ...tar.Header) []byte {
	t.Helper()
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for _, h := range headers {
		content := h.Uname // where tests put it
		h.Uname = ""
		h.Size = int64(len(content))
		if h.Mode == 0 {
			h.Mode = 0o644
		}
		if err := w.WriteHeader(&h); err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, content); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func ofBytes(archive []byte) Root {
	return OfTar("x.tar", func(context.Context) (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(archive)), nil })
}

// told are the events of a subject as lines, and the notices.
func told(t *testing.T, o Options, s Subject) (events, notices []string) {
	t.Helper()
	tl := New(o)
	defer tl.Close()
	if err := tl.Add(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	tail, err := tl.Each(t.Context(), func(e *Event) error {
		line := strings.Join([]string{e.Time.Format(time.RFC3339Nano), string(e.Source), e.MACB, e.Change, e.Message}, " ")
		if len(e.Findings) > 0 {
			line += " !" + strings.Join(e.Findings, ",")
		}
		events = append(events, line)
		return nil
	})
	if err != nil || tail.Events != int64(len(events)) {
		t.Fatal(tail, err)
	}
	return events, tail.Notices
}

func same(t *testing.T, what string, got, want []string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s:\n%s\nwant\n%s", what, strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// TestTar has the times of entries, and the records of logs in the zone of the root,
// also where that is known only later.
func TestTar(t *testing.T) {
	log := tar.Header{Name: "var/log/a.lines", ModTime: at(1000), Uname: "2026-01-02 03:04:05\nno time\n"}
	zone := tar.Header{Name: "etc/localtime", Typeflag: tar.TypeSymlink, Linkname: "/usr/share/zoneinfo/Europe/Berlin", ModTime: at(5)}
	want := []string{
		"1970-01-01T00:00:05Z file m  /etc/localtime -> /usr/share/zoneinfo/Europe/Berlin",
		"1970-01-01T00:16:40Z file m  /var/log/a.lines",
		"2026-01-02T02:04:05Z syslog   2026-01-02 03:04:05",
	}
	for name, headers := range map[string][]tar.Header{"zone first": {zone, log}, "zone last": {log, zone}} {
		events, notices := told(t, Options{Parsers: []Parser{linesParser}}, Subject{Name: "x", Root: ofBytes(tarOf(t, headers...))})
		same(t, name, events, want)
		same(t, name, notices, []string{"/var/log/a.lines: lines without a time (1)"})
	}
	packed := tar.Header{Name: "var/log/b.lines.gz", ModTime: at(1), Uname: func() string {
		var b bytes.Buffer
		z := gzip.NewWriter(&b)
		_, _ = z.Write([]byte("2026-01-02 03:04:05\n"))
		z.Close()
		return b.String()
	}()}
	events, _ := told(t, Options{Parsers: []Parser{linesParser}}, Subject{Name: "x", Root: ofBytes(tarOf(t, packed))})
	same(t, "a rotated log, and no zone", events, []string{"1970-01-01T00:00:01Z file m  /var/log/b.lines.gz", "2026-01-02T03:04:05Z syslog   2026-01-02 03:04:05"})
}

// TestTimes has one event for times that are equal, all times that PAX headers have,
// and digests where they are asked for.
func TestTimes(t *testing.T) {
	archive := tarOf(t, tar.Header{
		Name: "a", ModTime: time.Unix(10, 500), AccessTime: time.Unix(10, 500), ChangeTime: time.Unix(20, 0), Format: tar.FormatPAX, Uname: "x",
		PAXRecords: map[string]string{"LIBARCHIVE.creationtime": "-5.25"},
	}, tar.Header{Name: "b", Typeflag: tar.TypeLink, Linkname: "a", ModTime: at(30)})
	for name, pack := range map[string]func(io.Writer) io.WriteCloser{
		"plain": func(w io.Writer) io.WriteCloser { return nopWriter{w} },
		"gzip":  func(w io.Writer) io.WriteCloser { return gzip.NewWriter(w) },
		"zstd": func(w io.Writer) io.WriteCloser {
			z, err := zstd.NewWriter(w)
			if err != nil {
				t.Fatal(err)
			}
			return z
		},
	} {
		var b bytes.Buffer
		w := pack(&b)
		_, err := w.Write(archive)
		if err := errors.Join(err, w.Close()); err != nil {
			t.Fatal(err)
		}
		var sums []string
		tl := New(Options{Hash: true})
		defer tl.Close()
		if err := tl.Add(t.Context(), Subject{Root: ofBytes(b.Bytes())}); err != nil {
			t.Fatal(name, err)
		}
		_, err = tl.Each(t.Context(), func(e *Event) error {
			sums = append(sums, fmt.Sprint(e.MACB, " ", e.Time.Format(time.RFC3339Nano), " ", e.Message, " ", len(e.File.SHA256), " ", e.File.First))
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		same(t, name, sums, []string{
			"b 1969-12-31T23:59:54.75Z /a 64 false", "ma 1970-01-01T00:00:10.0000005Z /a 64 true", "c 1970-01-01T00:00:20Z /a 64 false", "m 1970-01-01T00:00:30Z /b link to /a 0 true",
		})
	}
}

type nopWriter struct{ io.Writer }

func (nopWriter) Close() error { return nil }

// story is a container in which something happened.
func story() *document.Document {
	return &document.Document{
		Target:   document.Target{Kind: "container", Name: "web", Image: document.ImageRef{Name: "app:1"}},
		Coverage: []document.Coverage{{Collector: "changes", Status: document.OK}},
		Config:   &document.Config{Created: at(100), Started: at(101), Cmd: []string{"serve"}},
		Image:    &document.Image{Created: at(50), History: []document.HistoryEntry{{Created: at(40), CreatedBy: "ADD"}}},
		Changes: []document.Change{
			{Path: "/tmp", Kind: document.Modified, Type: document.Directory, Mtime: at(200)},
			{Path: "/tmp/tool", Kind: document.Added, Type: document.Regular, Mtime: time.Unix(200, 7), Ctime: at(201)},
			{Path: "/var/log", Kind: document.Modified, Type: document.Directory, Mtime: at(300)},
			{Path: "/var/log/lastlog", Kind: document.Deleted, Was: &document.Was{Type: document.Regular, Size: 7}},
			{Path: "/gone/x", Kind: document.Deleted},
			{Path: "/dev/shm/x", Kind: document.Added, Type: document.Regular, Mtime: at(250), Mount: "tmpfs"},
		},
		Processes: []document.Process{{PID: 7, Started: at(400), Exe: "/tmp/tool", ExeState: document.ExeAdded, Command: "tool"}},
	}
}

// TestStory has one order for what the engine, the files, the processes and the log
// tell, and marks what was found.
func TestStory(t *testing.T) {
	archive := tarOf(t, tar.Header{Name: "bin/sh", ModTime: at(30)}, tar.Header{Name: "tmp/", Typeflag: tar.TypeDir, ModTime: at(200)},
		tar.Header{Name: "tmp/tool", ModTime: at(200)}, tar.Header{Name: "var/log/", Typeflag: tar.TypeDir, ModTime: at(300)})
	s := Subject{
		Name: "case:x", Document: story(), Root: ofBytes(archive),
		Logs: func(_ context.Context, visit func(collectors.LogLine) error) error {
			return visit(collectors.LogLine{Time: at(500), Stream: "stdout", Text: []byte("mining\x1b\xff")})
		},
		Inspect: func(context.Context) ([]byte, error) {
			return []byte(`[{"State":{"Health":{"Log":[{"Start":"1970-01-01T00:06:00Z","End":"1970-01-01T00:06:01Z","ExitCode":1,"Output":"no answer\n"}]}}}]`), nil
		},
		EngineEvents: func(context.Context) (io.ReadCloser, error) {
			return io.NopCloser(strings.NewReader(`{"Type":"container","Action":"die","Actor":{"ID":"0123456789abcdef","Attributes":{"exitCode":"1"}},"time":600,"timeNano":600000000001}` + "\nnonsense\n")), nil
		},
		Findings: []report.Finding{
			{Rule: "files/a", Location: report.Location{Path: "/tmp/tool"}}, {Rule: "processes/b", Location: report.Location{Process: 7}},
			{Rule: "logs/c", Location: report.Location{Log: 1}}, {Rule: "files/d", Location: report.Location{Path: "/var/log/lastlog"}},
			{Rule: "files/no", Location: report.Location{Path: "/bin/sh"}, Suppressed: &report.Suppression{}},
		},
	}
	events, notices := told(t, Options{}, s)
	all := []string{
		"1970-01-01T00:00:30Z file m image /bin/sh",
		"1970-01-01T00:00:40Z image   ADD",
		"1970-01-01T00:00:50Z image   image made",
		"1970-01-01T00:01:40Z container   container web created from app:1",
		"1970-01-01T00:01:41Z container   container web started: serve",
		"1970-01-01T00:03:20Z file m modified /tmp (modified)",
		"1970-01-01T00:03:20.000000007Z file m added /tmp/tool (added) !files/a",
		"1970-01-01T00:03:21Z file c added /tmp/tool (added) !files/a",
		"1970-01-01T00:04:10Z file m added /dev/shm/x (added)",
		"1970-01-01T00:05:00Z file m modified /var/log (modified)",
		"1970-01-01T00:05:00Z file  deleted /var/log/lastlog (deleted) !files/d",
		"1970-01-01T00:06:01Z container   health check ended with status 1: no answer",
		"1970-01-01T00:06:40Z process  added process 7 started: tool !files/a,processes/b",
		"1970-01-01T00:08:20Z log   mining\x1b\\xff !logs/c",
		"1970-01-01T00:10:00.000000001Z engine   container 0123456789ab die",
	}
	same(t, "all", events, all)
	same(t, "notices", notices, []string{"deleted files whose directory tells no time (1)", "engine events that make no sense (1)"})
	for name, test := range map[string]struct {
		filter Filter
		want   []int
	}{
		"from":     {Filter{From: at(300)}, []int{9, 10, 11, 12, 13, 14}},
		"to":       {Filter{To: at(40)}, []int{0, 1}},
		"source":   {Filter{Sources: []string{"log", "events"}}, []int{13, 14}},
		"path":     {Filter{Paths: []string{"/var/log"}}, []int{9, 10}},
		"name":     {Filter{Paths: []string{"to*"}}, []int{6, 7, 12}},
		"changes":  {Filter{ChangesOnly: true, Sources: []string{"file"}}, []int{5, 6, 7, 8, 9, 10}},
		"findings": {Filter{FindingsOnly: true}, []int{6, 7, 10, 12, 13}},
	} {
		s.Document = story()
		events, _ := told(t, Options{Filter: test.filter}, s)
		var want []string
		for _, i := range test.want {
			want = append(want, all[i])
		}
		same(t, name, events, want)
	}
}

// TestChangedFiles has each change once, where a collector gives the changed files
// alone.
func TestChangedFiles(t *testing.T) {
	doc := story()
	root := func(_ context.Context, visit func(*RootEntry) error, _ func(string)) error {
		e := entryOfChange(&doc.Changes[1], strings.NewReader("x"))
		return visit(&e)
	}
	events, _ := told(t, Options{Filter: Filter{Sources: []string{"file"}, Paths: []string{"/tmp/**"}}}, Subject{Name: "web", Document: doc, Root: root})
	same(t, "changes", events, []string{
		"1970-01-01T00:03:20Z file m modified /tmp (modified)",
		"1970-01-01T00:03:20.000000007Z file m added /tmp/tool (added)",
		"1970-01-01T00:03:21Z file c added /tmp/tool (added)",
	})
}

// TestDamaged has what is there of an archive that ends too early, and says so.
func TestDamaged(t *testing.T) {
	archive := tarOf(t, tar.Header{Name: "a", ModTime: at(1), Uname: "1"}, tar.Header{Name: "b\nc", ModTime: at(2), Uname: strings.Repeat("2", 10_000)})
	for _, cut := range []int{1500, 3000} {
		events, notices := told(t, Options{Hash: true}, Subject{Name: "x", Root: ofBytes(archive[:cut])})
		if len(events) == 0 || len(notices) == 0 || !strings.Contains(strings.Join(notices, " "), "x.tar is damaged or cut short") {
			t.Errorf("cut at %d: %q, %q", cut, events, notices)
		}
	}
	tl := New(Options{})
	defer tl.Close()
	if err := tl.Add(t.Context(), Subject{Name: "x", Root: ofBytes([]byte("no archive at all"))}); err == nil {
		t.Error("noise is taken for an archive")
	}
}

// TestFaultyParser does not let one parser end a timeline.
func TestFaultyParser(t *testing.T) {
	faulty := Parser{Name: "faulty", Source: Web, Files: []string{"/**"}, Parse: func(*Input, func(Event)) error { panic("oh") }}
	events, notices := told(t, Options{Parsers: []Parser{faulty}}, Subject{Root: ofBytes(tarOf(t, tar.Header{Name: "a", ModTime: at(1)}))})
	if len(events) != 1 || len(notices) != 1 || !strings.Contains(notices[0], "parser faulty broke off: oh") {
		t.Errorf("%q %q", events, notices)
	}
}

// TestDir has the times that the host tells, stays in the directory and follows no
// link.
func TestDir(t *testing.T) {
	dir := t.TempDir()
	if err := errors.Join(os.Mkdir(filepath.Join(dir, "d"), 0o755), os.WriteFile(filepath.Join(dir, "d", "f"), []byte("x"), 0o640), os.Symlink("/etc/passwd", filepath.Join(dir, "l"))); err != nil {
		t.Fatal(err)
	}
	when := time.Date(2001, 2, 3, 4, 5, 6, 7, time.UTC)
	if err := os.Chtimes(filepath.Join(dir, "d", "f"), when.Add(time.Hour), when); err != nil {
		t.Fatal(err)
	}
	for name, root := range map[string]Root{"dir": OfDir(dir), "fs": OfFS(os.DirFS(dir))} {
		found := map[string]RootEntry{}
		err := root(t.Context(), func(e *RootEntry) error {
			found[e.Path] = *e
			return nil
		}, func(notice string) { t.Error(notice) })
		if err != nil || len(found) != 3 {
			t.Fatal(name, found, err)
		}
		f := found["/d/f"].File
		if !f.Mtime.Equal(when) || !f.Atime.Equal(when.Add(time.Hour)) || f.Ctime.IsZero() || f.Btime.IsZero() || f.Mode != 0o640 || f.Size != 1 || f.Inode == 0 {
			t.Errorf("%s: %+v", name, f)
		}
		if l := found["/l"]; l.File.LinkTarget != "/etc/passwd" || l.Content != nil || l.File.Type != document.Symlink {
			t.Errorf("%s: %+v", name, l)
		}
	}
}

// FuzzTar has any bytes for an archive.
func FuzzTar(f *testing.F) {
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	_ = w.WriteHeader(&tar.Header{Name: "var/log/a.lines", Size: 4, ModTime: at(1), Format: tar.FormatPAX, PAXRecords: map[string]string{"LIBARCHIVE.creationtime": "1.5"}})
	_, _ = w.Write([]byte("time"))
	_ = w.Close()
	f.Add(b.Bytes())
	f.Add([]byte("\xfd7zXZ\x00\x00\x04"))
	f.Fuzz(func(t *testing.T, archive []byte) {
		tl := New(Options{Hash: true, Parsers: []Parser{linesParser}, TempDir: t.TempDir()})
		defer tl.Close()
		root := tarRoot{"x", func(context.Context) (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(archive)), nil }, 1 << 20}
		if err := tl.Add(t.Context(), Subject{Name: "x", Root: root.visit}); err != nil {
			return
		}
		if _, err := tl.Each(t.Context(), func(*Event) error { return nil }); err != nil {
			t.Error(err)
		}
	})
}
