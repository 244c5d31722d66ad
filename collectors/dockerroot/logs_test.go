package dockerroot

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// record is one entry of the local driver, as entry.proto has it.
func record(source, text string, nano int64, partial bool) []byte {
	var m []byte
	m = append(append(m, 1<<3|2, byte(len(source))), source...)
	m = binary.AppendUvarint(append(m, 2<<3), uint64(nano))
	m = append(binary.AppendUvarint(append(m, 3<<3|2), uint64(len(text))), text...)
	if partial {
		m = append(m, 4<<3, 1, 5<<3|2, 2, 1<<3, 0)
	}
	size := binary.BigEndian.AppendUint32(nil, uint32(len(m)))
	return append(append(bytes.Clone(size), m...), size...)
}

func object(source, text string, nano int64) []byte {
	at := time.Unix(0, nano).UTC().Format(time.RFC3339Nano)
	return fmt.Appendf(nil, `{"log":%q,"stream":%q,"time":%q}`+"\n", text, source, at)
}

func zipped(t testing.TB, text []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := z.Write(text); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

const logID = "c0"

// logOf is what is read of files in a container's directory.
func logOf(t testing.TB, driver string, o Options, files map[string][]byte) (*log, []string) {
	t.Helper()
	dir := t.TempDir()
	for _, sub := range []string{"", "local-logs"} {
		if err := os.MkdirAll(filepath.Join(dir, "containers", logID, sub), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, "containers", logID, name), text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	root, err := Open(dir, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { root.Close() })
	l := newLog(root.options)
	found, err := root.logFiles(logID, driver)
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range l.share(found) {
		l.read(root, file)
	}
	l.flush()
	var lines []string
	for _, line := range l.tail.Lines {
		lines = append(lines, fmt.Sprintf("%d %s %s", line.Time.UnixNano(), line.Stream, line.Text))
	}
	return l, lines
}

func TestLogs(t *testing.T) {
	join := func(parts ...[]byte) []byte { return bytes.Join(parts, nil) }
	tests := map[string]struct {
		driver string
		files  map[string][]byte
		want   []string
	}{
		"json-file": {"json-file", map[string][]byte{
			"c0-json.log":       join(object("stdout", "five\n", 5), object("stderr", "six\r\n", 6), object("stdout", "seven", 7)),
			"c0-json.log.1":     join(object("stdout", "three ", 3), object("stderr", "between\n", 4), object("stdout", "and more\n", 4)),
			"c0-json.log.2.gz":  zipped(t, object("stdout", "two\n", 2)),
			"c0-json.log.10.gz": zipped(t, object("stdout", "one\n", 1)),
			"c0-json.log.tmp":   []byte("x"), "c0-json.log.0": []byte("x"), "other": []byte("x"),
		}, []string{"1 stdout one", "2 stdout two", "4 stderr between", "3 stdout three and more", "5 stdout five", "6 stderr six", "7 stdout seven"}},
		"rotated twice": {"json-file", map[string][]byte{
			"c0-json.log.1": object("stdout", "plain\n", 1), "c0-json.log.1.gz": []byte("not whole yet"),
		}, []string{"1 stdout plain"}},
		"local": {"local", map[string][]byte{
			"local-logs/container.log":      join(record("stdout", "two", 2, false), record("stderr", "th", 3, true), record("stderr", "ree", 4, false)),
			"local-logs/container.log.1.gz": zipped(t, record("stdout", "", 1, false)),
		}, []string{"1 stdout ", "2 stdout two", "3 stderr three"}},
		"another driver's copy": {"journald", map[string][]byte{
			"container-cached.log": record("stdout", "x", 1, false),
		}, []string{"1 stdout x"}},
		"unknown driver": {"", map[string][]byte{"local-logs/container.log": record("stdout", "x", 1, false)}, []string{"1 stdout x"}},
		"none":           {"json-file", nil, nil},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			l, got := logOf(t, test.driver, Options{}, test.files)
			if fmt.Sprint(got) != fmt.Sprint(test.want) || l.failures > 0 || l.cut {
				t.Errorf("%q, want %q; %v", got, test.want, l.first)
			}
		})
	}
}

// TestLogsBound keeps the newest lines of a log that is larger than what is read.
func TestLogsBound(t *testing.T) {
	var objects, records []byte
	for i := range 20_000 {
		text := fmt.Sprintf("line %06d", i)
		objects = append(objects, object("stdout", text+"\n", int64(i))...)
		records = append(records, record("stdout", text, int64(i), false)...)
	}
	o := Options{LogLines: 100, LogBytes: 64 << 10}
	old := zipped(t, bytes.Repeat(object("stdout", "old\n", 0), 10_000))
	for name, files := range map[string]map[string][]byte{
		"json-file": {"c0-json.log": objects, "c0-json.log.1.gz": old},
		"local":     {"local-logs/container.log": records},
	} {
		l, got := logOf(t, name, o, files)
		if len(got) != 100 || got[99] != "19999 stdout line 019999" || !l.cut || l.failures > 0 {
			t.Errorf("%s: %d lines, cut %v, %v", name, len(got), l.cut, l.first)
		}
		if l.tail.Seen > 10_000 {
			t.Errorf("%s: %d lines were read", name, l.tail.Seen)
		}
	}
}

// TestLogsSince leaves out what is older.
func TestLogsSince(t *testing.T) {
	now := time.Now()
	files := map[string][]byte{"c0-json.log": append(object("stdout", "old\n", now.Add(-time.Hour).UnixNano()), object("stdout", "new\n", now.UnixNano())...)}
	if _, got := logOf(t, "json-file", Options{LogsSince: time.Minute}, files); len(got) != 1 || !strings.HasSuffix(got[0], "new") {
		t.Errorf("%q", got)
	}
}

// TestLogsMalformed has what can be read, and tells of the rest.
func TestLogsMalformed(t *testing.T) {
	good := record("stdout", "good", 1, false)
	size := func(n uint32) []byte { return binary.BigEndian.AppendUint32(nil, n) }
	for name, text := range map[string][]byte{
		"cut length":       {0, 0},
		"cut entry":        record("stdout", "cut", 2, false)[:9],
		"huge":             size(1 << 31),
		"two lengths":      append(record("stdout", "x", 2, false)[:4+len("stdout")], size(9)...),
		"huge field":       append(append(size(3), 3<<3|2, 0xff, 0x7f), size(3)...),
		"endless number":   append(append(size(2), 2<<3, 0xff), size(2)...),
		"unknown type":     append(append(size(1), 1<<3|3), size(1)...),
		"cut fixed number": append(append(size(2), 6<<3|1, 0), size(2)...),
		"no stream":        record("stdin", "x", 2, false),
	} {
		l, got := logOf(t, "local", Options{}, map[string][]byte{"local-logs/container.log": append(bytes.Clone(good), text...)})
		if len(got) != 1 || l.failures != 1 || !strings.Contains(l.first.Error(), "container.log") {
			t.Errorf("%s: %q, %v", name, got, l.first)
		}
	}
}

// TestLogsBomb stops at a bound, however much a small file stands for.
func TestLogsBomb(t *testing.T) {
	bomb := zipped(t, bytes.Repeat([]byte(" \n"), 64<<20))
	started := time.Now()
	l, _ := logOf(t, "json-file", Options{LogLines: 10, LogBytes: 1 << 10}, map[string][]byte{"c0-json.log.1.gz": bomb})
	if !l.cut || l.failures > 0 {
		t.Errorf("cut %v, %v", l.cut, l.first)
	}
	t.Logf("%d bytes in %v", len(bomb), time.Since(started))
}

func FuzzJSONLog(f *testing.F) {
	f.Add(object("stdout", "x\n", 1), false)
	f.Add([]byte(`{"log":"x","stream":"stderr","time":"9999-12-31T23:59:59-23:00"}`), true)
	f.Fuzz(func(t *testing.T, text []byte, inside bool) {
		l := newLog(Options{LogLines: 10, LogBytes: 1 << 10})
		_ = l.jsonEntries(bytes.NewReader(text), inside)
		l.flush()
		checkTail(t, l)
	})
}

func FuzzLocalLog(f *testing.F) {
	f.Add(record("stdout", "x", 1, true), int64(0))
	f.Add(append(record("stdout", "x", 1, false), record("stderr", "y", -1, false)...), int64(7))
	f.Fuzz(func(t *testing.T, text []byte, from int64) {
		l := newLog(Options{LogLines: 10, LogBytes: 1 << 10})
		_ = l.localEntries(bytes.NewReader(text))
		if size := int64(len(text)); from > 0 && from < size {
			_ = l.localTail(bytes.NewReader(text), size, from)
		}
		l.flush()
		checkTail(t, l)
	})
}

func checkTail(t *testing.T, l *log) {
	t.Helper()
	if len(l.tail.Lines) > 10 {
		t.Fatalf("%d lines are kept", len(l.tail.Lines))
	}
	for _, line := range l.tail.Lines {
		if _, err := line.Time.MarshalJSON(); err != nil {
			t.Fatal(err)
		}
	}
}

func FuzzConfig(f *testing.F) {
	f.Add([]byte(`{"ID":"c0","Config":{"ExposedPorts":{"80/tcp":{}},"Healthcheck":{"Test":["CMD"]}},"State":{"Health":{"Status":"x"},"StartedAt":"9999-12-31T23:59:59-23:00"},
		"NetworkSettings":{"Networks":{"x":null},"Ports":{"x":[{"HostPort":"y"}]}},"MountPoints":{"/a":{"Type":"volume"}},"Created":"0001-01-01T00:00:00+10:00"}`),
		[]byte(`{"PortBindings":{"99999999/x":[{}]},"SecurityOpt":["seccomp:x","=",":"],"Tmpfs":{"":""}}`))
	f.Fuzz(func(t *testing.T, config, host []byte) {
		c := &loaded{id: logID}
		if c.parse(config) == nil {
			_ = c.addHost(host)
		}
		if doc := c.config(); doc != nil {
			for _, at := range []time.Time{doc.Created, doc.Started, doc.Finished} {
				if _, err := at.MarshalJSON(); err != nil {
					t.Fatal(err)
				}
			}
		}
		c.target()
	})
}
