package tarfs

import (
	"archive/tar"
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"testing/fstest"
	"time"
)

// item is an entry to write.
type item struct {
	tar.Header
	content string
}

func file(name, content string) item {
	return item{tar.Header{Name: name, Typeflag: tar.TypeReg, Mode: 0o644, ModTime: time.Unix(1_600_000_000, 0)}, content}
}

func dir(name string) item {
	return item{tar.Header{Name: name, Typeflag: tar.TypeDir, Mode: 0o750, ModTime: time.Unix(1_600_000_001, 0)}, ""}
}

func symlink(name, target string) item {
	return item{tar.Header{Name: name, Typeflag: tar.TypeSymlink, Linkname: target, Mode: 0o777}, ""}
}

func hardLink(name, target string) item {
	return item{tar.Header{Name: name, Typeflag: tar.TypeLink, Linkname: target, Mode: 0o644}, ""}
}

// archiveOf writes entries as a tar.
func archiveOf(t testing.TB, items ...item) []byte {
	t.Helper()
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for _, i := range items {
		h := i.Header
		h.Size = int64(len(i.content))
		if err := w.WriteHeader(&h); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(i.content)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// written writes a file of the test.
func written(t testing.TB, name string, content []byte) string {
	t.Helper()
	full := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(full, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return full
}

// opened opens an archive, and has what it tells.
func opened(t testing.TB, name string, o Options) (*FS, *[]string) {
	t.Helper()
	var notices []string
	o.Notice = func(s string) { notices = append(notices, s) }
	f, err := Open(t.Context(), name, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f, &notices
}

func TestFS(t *testing.T) {
	f, notices := opened(t, written(t, "a.tar", archiveOf(t, dir("etc/"), file("etc/passwd", "root"), file("./usr/bin/id", "ELF"),
		symlink("bin", "usr/bin"), hardLink("usr/bin/id2", "usr/bin/id"))), Options{})
	if err := fstest.TestFS(f, "etc/passwd", "usr/bin/id", "bin", "usr/bin/id2", "usr"); err != nil {
		t.Error(err)
	}
	for _, name := range []string{"usr/bin/id", "bin/id", "bin/id2"} {
		if got, err := f.ReadFile(name); string(got) != "ELF" || err != nil {
			t.Errorf("%s has %q, %v", name, got, err)
		}
	}
	if len(*notices) > 0 || f.Len() != 5 {
		t.Errorf("%d entries, notices %q", f.Len(), *notices)
	}
}
