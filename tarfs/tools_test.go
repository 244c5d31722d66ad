package tarfs

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// extracted is a file as GNU tar extracted it; see testdata/generate.py. Paths and
// links are in hexadecimal.
type extracted struct {
	Path, Mode, SHA256, Link string
	UID, GID                 int
	Size, Mtime              int64
	Device                   []int64
}

func unhex(t *testing.T, s string) string {
	t.Helper()
	b, err := hex.DecodeString(s)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// TestTools compares archives of GNU tar, bsdtar and Python with what GNU tar extracts
// of them.
func TestTools(t *testing.T) {
	archives, err := filepath.Glob("testdata/*.tar.gz")
	if err != nil || len(archives) < 16 {
		t.Fatal(archives, err)
	}
	for _, name := range archives {
		t.Run(filepath.Base(name), func(t *testing.T) {
			f, notices := opened(t, name, Options{})
			if len(*notices) > 0 {
				t.Errorf("notices %q", *notices)
			}
			text, err := os.ReadFile(strings.TrimSuffix(name, ".tar.gz") + ".json")
			if err != nil {
				t.Fatal(err)
			}
			var want []extracted
			if err := json.Unmarshal(text, &want); err != nil {
				t.Fatal(err)
			}
			if len(want) < 20 {
				t.Fatalf("only %d files", len(want))
			}
			paths := map[string]bool{}
			for _, w := range want {
				path := unhex(t, w.Path)
				paths[path] = true
				compare(t, f, path, w)
			}
			err = f.Walk(t.Context(), func(e *Entry) error {
				if e.Path != "." && !paths[e.Path] {
					t.Errorf("%q is not extracted", e.Path)
				}
				return nil
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
}

func compare(t *testing.T, f *FS, path string, w extracted) {
	t.Helper()
	e, ok := f.Lookup(path)
	if !ok {
		t.Errorf("%q is not found", path)
		return
	}
	if got := fmt.Sprintf("%o", e.Mode|unixType(e.Type)); got != w.Mode && e.Type != fs.ModeSymlink {
		t.Errorf("%q has mode %s, not %s", path, got, w.Mode)
	}
	if e.UID != w.UID || e.GID != w.GID {
		t.Errorf("%q has owner %d:%d, not %d:%d", path, e.UID, e.GID, w.UID, w.GID)
	}
	// Directories get new times from GNU tar when more is extracted into them later.
	if want := time.Unix(0, w.Mtime); !e.Mtime.Equal(want) && !e.IsDir() {
		t.Errorf("%q has time %v, not %v", path, e.Mtime.UTC(), want.UTC())
	}
	if link := unhex(t, w.Link); e.LinkTarget != link {
		t.Errorf("%q leads to %q, not %q", path, e.LinkTarget, link)
	}
	if len(w.Device) == 2 && (e.Major != w.Device[0] || e.Minor != w.Device[1]) {
		t.Errorf("%q is device %d,%d, not %d", path, e.Major, e.Minor, w.Device)
	}
	if w.SHA256 == "" {
		return
	}
	file, err := f.OpenEntry(e)
	if err != nil {
		t.Error(err)
		return
	}
	sum := sha256.New()
	n, err := io.Copy(sum, file)
	if err != nil || n != w.Size || e.Size != w.Size || hex.EncodeToString(sum.Sum(nil)) != w.SHA256 {
		t.Errorf("%q has %d bytes, said to be %d, not %d, or another content; %v", path, n, e.Size, w.Size, err)
	}
}

// unixType is a type of file as the mode of Unix has it.
func unixType(t fs.FileMode) uint32 {
	octal := map[fs.FileMode]string{0: "100000", fs.ModeDir: "40000", fs.ModeSymlink: "120000", fs.ModeNamedPipe: "10000",
		fs.ModeDevice: "60000", fs.ModeDevice | fs.ModeCharDevice: "20000"}[t]
	n, err := strconv.ParseUint(octal, 8, 32)
	if err != nil {
		panic(err)
	}
	return uint32(n)
}
