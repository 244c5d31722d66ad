package formats

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rummage-scanner/rummage/document"
	"github.com/rummage-scanner/rummage/timeline"
)

// mactime has The Sleuth Kit's mactime read a body file, and returns its rows.
func mactime(t *testing.T, body []byte) []string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "body")
	if err := os.WriteFile(file, body, 0o600); err != nil {
		t.Fatal(err)
	}
	var stderr bytes.Buffer
	cmd := exec.Command("mactime", "-b", file, "-y", "-d", "-z", "UTC")
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil || stderr.Len() > 0 {
		t.Fatalf("mactime: %v: %s", err, &stderr)
	}
	header, rows, _ := strings.Cut(string(out), "\n")
	if header != "Date,Size,Type,Mode,UID,GID,Meta,File Name" {
		t.Fatalf("mactime wrote %q", header)
	}
	return strings.Split(strings.TrimSuffix(rows, "\n"), "\n")
}

// TestMactime has mactime show each event with its letters, and what is not known at
// no time at all. It sorts times as text, and passes over those before 1970.
func TestMactime(t *testing.T) {
	want := []string{
		`0000-00-00T00:00:00Z,11,.a..,lrwxrwxrwx,1000,1001,0,"/etc/localtime -> /dev/null"`,
		`0000-00-00T00:00:00Z,0,.acb,-rw-------,0,0,0,"/future"`,
		`0000-00-00T00:00:00Z,0,.acb,drwxrwxrwt,0,0,0,"/old"`,
		`0000-00-00T00:00:00Z,9,.acb,-rwsr-xr-x,0,0,0,"/usr/bin/who (deleted)"`,
		`0000-00-00T00:00:00Z,1234,...b,-rw-r--r--,0,0,77,"/etc/passwd"`,
		`2300-01-01T00:00:00Z,0,macb,----------,0,0,0,"[container] =cmd|' /C calc'!A0"`,
		`2024-05-06T07:08:09Z,9,m...,-rwsr-xr-x,0,0,0,"/usr/bin/who (deleted)"`,
		`2026-01-02T03:04:05Z,1234,m.c.,-rw-r--r--,0,0,77,"/etc/passwd"`,
		`2026-01-02T03:05:00Z,0,macb,----------,0,0,0,"[login] login of root on pts/0 from 203.0.113.9 (/var/log/wtmp:3)"`,
		`2026-01-02T03:05:30Z,0,macb,----------,0,0,0,"[syslog] sshd: Accepted password for root (/var/log/auth.log:12)"`,
		`2026-01-03T00:00:00Z,1234,.a..,-rw-r--r--,0,0,77,"/etc/passwd"`,
		`2026-01-03T01:00:00Z,0,macb,----------,0,0,0,"[file] /usr/bin/who was deleted"`,
		`2026-01-03T02:00:00Z,11,m.cb,lrwxrwxrwx,1000,1001,0,"/etc/localtime -> /dev/null"`,
		`12345-06-07T08:09:10Z,0,m...,-rw-------,0,0,0,"/future"`,
	}
	got := mactime(t, written(t, "bodyfile", Options{}, ordinary()))
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestMactimeNames has names come out of mactime as a table shows them.
func TestMactimeNames(t *testing.T) {
	when := at("2026-01-02T03:04:05Z")
	for _, name := range []string{
		"/a|b", "/100%", "/%7C", "/%%41", "/%4|", "/%", "/%|", "/%257c", `/\|`, "/a:b,c d", "/\n0|x|0|-|0|0|0|1|1|1|1", "#x", "/日本\xff\u202e", hostileName,
	} {
		file := &timeline.File{Type: document.Regular, Mode: 0o644, Mtime: when, Atime: when, Ctime: when, Btime: when, First: true}
		events := []timeline.Event{{Time: when, Path: name, Source: timeline.FileSystem, MACB: "macb", File: file}}
		want := []string{`2026-01-02T03:04:05Z,0,macb,-rw-r--r--,0,0,0,"` + strings.ReplaceAll(document.Escape(name), `"`, `""`) + `"`}
		if diff := cmp.Diff(want, mactime(t, written(t, "bodyfile", Options{}, events))); diff != "" {
			t.Errorf("%q: %s", name, diff)
		}
	}
}

func TestMode(t *testing.T) {
	tests := map[string]timeline.File{
		"----------": {},
		"-rw-r--r--": {Type: document.Regular, Mode: 0o644},
		"drwxrwxrwt": {Type: document.Directory, Mode: 0o1777},
		"-rwSr-Sr-T": {Type: document.Regular, Mode: 0o7644},
		"-rwsr-sr-x": {Type: document.Regular, Mode: 0o6755},
		"crw-------": {Type: document.CharDev, Mode: 0o600},
		"brw-rw----": {Type: document.BlockDev, Mode: 0o660},
		"prw-------": {Type: document.FIFO, Mode: 0o600},
		"srwxr-xr-x": {Type: document.SocketF, Mode: 0o755},
	}
	for want, f := range tests {
		if got := mode(&f); got != want {
			t.Errorf("mode of %+v is %s, want %s", f, got, want)
		}
	}
}

// FuzzBodyName has a name stay one field on one line, and mactime's decoding bring
// back what a table shows.
func FuzzBodyName(f *testing.F) {
	for _, name := range []string{hostileName, "/%7C", "%%41|", "%2", ""} {
		f.Add(name)
	}
	f.Fuzz(func(t *testing.T, name string) {
		field := bodyName(name)
		if strings.ContainsAny(field, "|\n\r") {
			t.Fatalf("%q breaks the line: %q", name, field)
		}
		decoded := coded.ReplaceAllStringFunc(field, func(code string) string {
			b, err := strconv.ParseUint(code[1:], 16, 8)
			if err != nil {
				t.Fatal(err)
			}
			return string([]byte{byte(b)})
		})
		if decoded != document.Escape(name) {
			t.Fatalf("%q is read as %q", name, decoded)
		}
	})
}
