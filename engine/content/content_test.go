package content

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"crypto/rand"
	"encoding/binary"
	"io"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"
)

func TestInterpreter(t *testing.T) {
	for text, want := range map[string]string{
		"#!/bin/sh\nx": "/bin/sh", "#! /usr/bin/env -S A=b python3 -u\n": "python3", "#!\n": "", "echo": "", "#!/bin/\xff": `/bin/\xff`,
	} {
		if got := Interpreter([]byte(text)); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// program is an ELF file with one executable segment.
func program(code []byte) []byte {
	var b bytes.Buffer
	b.WriteString("\x7fELF\x02\x01\x01" + strings.Repeat("\x00", 9))
	for _, field := range []any{
		uint16(2), uint16(62), uint32(1), uint64(0), uint64(64), uint64(0), uint32(0), uint16(64), uint16(56), uint16(1), uint16(0), uint16(0), uint16(0),
		uint32(1), uint32(5), uint64(120), uint64(0), uint64(0), uint64(len(code)), uint64(len(code)), uint64(1),
	} {
		_ = binary.Write(&b, binary.LittleEndian, field)
	}
	b.Write(code)
	return b.Bytes()
}

func TestELF(t *testing.T) {
	noise := make([]byte, 1<<20)
	_, _ = rand.Read(noise)
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	own, err := os.ReadFile(self)
	if err != nil {
		t.Fatal(err)
	}
	// The kernel runs it all the same.
	broken := program(noise)
	copy(broken[40:], "\xff\xff\xff\x00")
	copy(broken[58:], "\x40\x00\xff\x00\xfe\x00")
	tests := map[string]struct {
		data     []byte
		from, to float64
	}{
		"broken sections":   {broken, 7.9, 8},
		"compressed":        {program(noise), 7.9, 8},
		"a compiler's":      {own, 5, 7},
		"zeros":             {program(make([]byte, 1000)), 0, 0},
		"no ELF":            {noise, 0, 0},
		"cut":               {program(noise)[:100], 0, 0},
		"past the end":      {program(noise)[:1000], 7, 8},
		"only the magic":    {[]byte("\x7fELF"), 0, 0},
		"garbage behind it": {append([]byte("\x7fELF\x02\x01\x01"), noise...), 0, 8},
	}
	for name, test := range tests {
		if got := ELF(test.data).Entropy; got < test.from || got > test.to {
			t.Errorf("%s: %v, want %v to %v", name, got, test.from, test.to)
		}
	}
}

func TestArchitecture(t *testing.T) {
	code := program([]byte("code"))
	for machine, want := range map[byte]string{62: "amd64", 183: "arm64", 3: "386", 250: ""} {
		code[18] = machine
		if got := ELF(code).Architecture; got != want {
			t.Errorf("machine %d: %q, want %q", machine, got, want)
		}
	}
}

func archive(t *testing.T, names ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for _, name := range names {
		if err := w.WriteHeader(&tar.Header{Name: name, Mode: 0o600, Size: 3}); err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, "abc"); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func compressed(t *testing.T, data []byte, w io.WriteCloser, b *bytes.Buffer) []byte {
	t.Helper()
	if _, err := w.Write(data); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestEntries(t *testing.T) {
	names := []string{"root/.ssh/id_rsa", "etc/shadow"}
	plain := archive(t, names...)
	var gz, zs, zipped bytes.Buffer
	zw, err := zstd.NewWriter(&zs)
	if err != nil {
		t.Fatal(err)
	}
	z := zip.NewWriter(&zipped)
	for _, name := range names {
		if _, err := z.Create(name); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	for kind, data := range map[string][]byte{
		"tar": plain, "gzip": compressed(t, plain, gzip.NewWriter(&gz), &gz), "zstd": compressed(t, plain, zw, &zs), "zip": zipped.Bytes(),
	} {
		if got := Entries(Magic(data), data); !slices.Equal(got, names) {
			t.Errorf("%s, %s: %q", kind, Magic(data), got)
		}
	}
	many := archive(t, slices.Repeat([]string{"a"}, 1000)...)
	if got := Entries(Magic(many), many); len(got) != maxEntries {
		t.Errorf("%d of many", len(got))
	}
	for _, data := range [][]byte{nil, []byte("text"), plain[:100], gz.Bytes()[:20]} {
		if got := Entries(Magic(data), data); len(got) > 0 {
			t.Errorf("%q: %q", data, got)
		}
	}
}

// FuzzContent has no content end the scan.
func FuzzContent(f *testing.F) {
	f.Add(program([]byte("code")))
	f.Add([]byte("#!/bin/sh\n"))
	f.Fuzz(func(_ *testing.T, data []byte) {
		Interpreter(data)
		ELF(data)
		for _, magic := range []string{Magic(data), "application/zip", "application/x-tar", "application/gzip", "application/x-bzip2", "application/zstd"} {
			Entries(magic, data)
		}
	})
}
