package tarfs

import (
	"archive/tar"
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

// names lists all that can be seen, with the content of files.
func names(t *testing.T, f fs.FS) []string {
	t.Helper()
	var all []string
	err := fs.WalkDir(f, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || name == "." {
			return err
		}
		switch {
		case d.IsDir():
			name += "/"
		case d.Type().IsRegular():
			b, err := fs.ReadFile(f, name)
			if err != nil {
				return err
			}
			name += "=" + string(b)
		}
		all = append(all, name)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestNames(t *testing.T) {
	for _, test := range []struct {
		name   string
		items  []item
		want   string
		notice string
	}{
		{"a directory that only its file tells of", []item{file("a/b/c", "1")}, "a/ a/b/ a/b/c=1", ""},
		{"absolute", []item{file("/etc/a", "1")}, "etc/ etc/a=1", "absolute"},
		{"above the root", []item{file("../../a", "1"), file("b/../../c", "2")}, "a=1 c=2", `".."`},
		{"dots that are no steps up", []item{file("..a/b..", "1")}, "..a/ ..a/b..=1", ""},
		{"the last wins", []item{file("a", "1"), file("a", "2")}, "a=2", ""},
		{"a file replaced by a directory", []item{file("a", "1"), dir("a/"), file("a/b", "2")}, "a/ a/b=2", ""},
		{"a file replaced by what is below it", []item{file("a", "1"), file("a/b", "2")}, "a/ a/b=2", ""},
		{"a directory replaced by a file", []item{file("a/b/c", "1"), file("a", "2")}, "a=2", ""},
		{"a directory that comes back", []item{file("a/b", "1"), file("a", "2"), file("a/c", "3")}, "a/ a/c=3", ""},
		{"a directory twice", []item{dir("a/"), file("a/b", "1"), dir("a/")}, "a/ a/b=1", ""},
		{"below a symbolic link", []item{dir("usr/lib/"), symlink("lib", "usr/lib"), file("lib/a", "1")},
			"lib usr/ usr/lib/ usr/lib/a=1", "below a symbolic link"},
		{"below an absolute symbolic link", []item{symlink("x/y", "/etc"), file("x/y/a", "1")}, "etc/ etc/a=1 x/ x/y", "below a symbolic link"},
		{"below a symbolic link that leads out", []item{symlink("x", "../../../etc"), file("x/a", "1")}, "etc/ etc/a=1 x", "below"},
		{"below a symbolic link that was replaced", []item{symlink("x", "y"), dir("x/"), file("x/a", "1")}, "x/ x/a=1", ""},
		{"below a loop", []item{symlink("x", "x"), file("x/a", "1")}, "x", "too many symbolic links"},
		{"a hard link", []item{file("a", "1"), hardLink("b", "a")}, "a=1 b=1", ""},
		{"a hard link to a hard link", []item{file("a", "1"), hardLink("b", "a"), hardLink("c", "./b")}, "a=1 b=1 c=1", ""},
		{"a hard link to what is replaced later", []item{file("a", "1"), hardLink("b", "/a"), file("a", "2")}, "a=2 b=1", ""},
		{"a hard link before its target", []item{hardLink("b", "a"), file("a", "1")}, "a=1 b=1", ""},
		{"the root as a file", []item{file(".", "1")}, "", "no directory"},
	} {
		t.Run(test.name, func(t *testing.T) {
			f, notices := opened(t, written(t, "a.tar", archiveOf(t, test.items...)), Options{})
			if got := strings.Join(names(t, f), " "); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
			all := strings.Join(*notices, "\n")
			if test.notice == "" && all != "" || !strings.Contains(all, test.notice) {
				t.Errorf("notices %q, want %q", all, test.notice)
			}
		})
	}
}

func TestLostHardLink(t *testing.T) {
	f, _ := opened(t, written(t, "a.tar", archiveOf(t, hardLink("a", "b"), hardLink("c", "d"), hardLink("d", "c"), hardLink("e", "e"))), Options{})
	for _, name := range []string{"a", "c", "d", "e"} {
		if b, err := f.ReadFile(name); err == nil {
			t.Errorf("%s has %q", name, b)
		}
	}
}

func TestVersions(t *testing.T) {
	f, _ := opened(t, written(t, "a.tar", archiveOf(t, file("a", "1"), file("b", "2"), file("./a", "3"), hardLink("a", "b"))), Options{})
	var got []string
	for _, e := range f.Versions("a") {
		file, err := f.OpenEntry(e)
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(file)
		if err != nil {
			t.Fatal(err)
		}
		if e.Hidden {
			b = append(b, " hidden"...)
		}
		got = append(got, string(b))
	}
	if want := []string{"1 hidden", "3 hidden", "2"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if f.Versions("none") != nil || f.Versions("../a") != nil {
		t.Error("there are versions of what is not there")
	}
}

func TestSymlinks(t *testing.T) {
	f, _ := opened(t, written(t, "a.tar", archiveOf(t,
		file("etc/passwd", "root"), symlink("up", "../../../etc/passwd"), symlink("abs", "/etc"), symlink("loop", "pool"), symlink("pool", "loop"),
		symlink("a/b", "../abs/../up"), symlink("to/file", "/etc/passwd/x"), symlink("none", "nowhere"))), Options{})
	for _, name := range []string{"up", "abs/passwd", "a/b"} {
		if b, err := f.ReadFile(name); string(b) != "root" {
			t.Errorf("%s has %q, %v", name, b, err)
		}
	}
	for _, name := range []string{"loop", "to/file", "none", "etc/passwd/x", "../etc", "/etc", "etc//passwd", ""} {
		if _, err := f.Stat(name); err == nil {
			t.Errorf("%s is there", name)
		}
	}
	if target, err := f.ReadLink("loop"); target != "pool" || err != nil {
		t.Errorf("loop leads to %q, %v", target, err)
	}
	if _, err := f.ReadLink("etc/passwd"); !errors.Is(err, fs.ErrInvalid) {
		t.Errorf("a file as a link: %v", err)
	}
	if i, err := f.Lstat("loop"); err != nil || i.Mode().Type() != fs.ModeSymlink {
		t.Errorf("loop is %v, %v", i, err)
	}
	list, err := f.ReadDir("abs")
	if err != nil || len(list) != 1 || list[0].Name() != "passwd" {
		t.Errorf("abs has %v, %v", list, err)
	}
}

func TestDamaged(t *testing.T) {
	whole := archiveOf(t, file("a", strings.Repeat("a", 700)), file("b", "2"))
	padded := func(b []byte) []byte { return append(slices.Clone(b), make([]byte, 10240)...) }
	bad := slices.Clone(whole)
	bad[1536+148] ^= 1 // the checksum of b
	for _, test := range []struct {
		name, want, notice string
		b                  []byte
		count              int
	}{
		{"concatenated", "a b c", "another archive follows", append(padded(whole), archiveOf(t, file("c", "3"))...), 3},
		{"without an end", "a b", "no end", whole[:len(whole)-1024], 2},
		{"cut in a header", "a", "middle of a block", whole[:1536+100], 1},
		{"cut in a file", "a", "cut short in its last file", whole[:512+300], 1},
		{"a damaged header", "a", "no tar", bad, 1},
		{"empty", "", "no end", nil, 0},
		{"no tar", "", "does not begin", bytes.Repeat([]byte("no tar"), 1000), 0},
		{"zeros", "", "", make([]byte, 4096), 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			f, notices := opened(t, written(t, "a.tar", test.b), Options{})
			list, err := f.ReadDir(".")
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, d := range list {
				got = append(got, d.Name())
			}
			all := strings.Join(*notices, "\n")
			if strings.Join(got, " ") != test.want || f.Len() != test.count || !strings.Contains(all, test.notice) || (test.notice == "") != (all == "") {
				t.Errorf("got %q, %d entries, notices %q", got, f.Len(), all)
			}
		})
	}
	f, _ := opened(t, written(t, "a.tar", whole[:512+300]), Options{})
	b, err := f.ReadFile("a")
	if string(b) != strings.Repeat("a", 300) || !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("%d bytes of what is cut, %v", len(b), err)
	}
	n := 0
	if err := f.HashAll(t.Context(), func(*Entry, [32]byte) error { n++; return nil }); err != nil || n != 0 {
		t.Errorf("%d hashes of what is cut, %v", n, err)
	}
}

func TestUnusable(t *testing.T) {
	if _, err := Open(t.Context(), filepath.Join(t.TempDir(), "none"), Options{}); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no file: %v", err)
	}
	if _, err := Open(t.Context(), t.TempDir(), Options{}); err == nil {
		t.Error("a directory is opened")
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Open(ctx, written(t, "a.tar", archiveOf(t, file("a", "1"))), Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

func TestKeptIndex(t *testing.T) {
	name := written(t, "a.tar", archiveOf(t, file("a", "1")))
	beside := name + ".rummage-index"
	o := Options{Beside: true}
	opened(t, name, o)
	first, err := os.ReadFile(beside)
	if err != nil {
		t.Fatal(err)
	}
	t.Run("is used", func(t *testing.T) {
		before, _ := os.Stat(beside)
		opened(t, name, o)
		after, _ := os.Stat(beside)
		if !os.SameFile(before, after) {
			t.Error("it was made anew")
		}
	})
	t.Run("is made anew when asked to", func(t *testing.T) {
		before, _ := os.Stat(beside)
		opened(t, name, Options{Beside: true, Rebuild: true})
		after, _ := os.Stat(beside)
		if os.SameFile(before, after) {
			t.Error("it was not made anew")
		}
	})
	t.Run("is of the archive as it was", func(t *testing.T) {
		if err := os.WriteFile(name, archiveOf(t, file("b", "1")), 0o600); err != nil {
			t.Fatal(err)
		}
		f, _ := opened(t, name, o)
		if got := names(t, f); !slices.Equal(got, []string{"b=1"}) {
			t.Errorf("got %q", got)
		}
	})
	t.Run("is damaged somewhere", func(t *testing.T) {
		good, err := os.ReadFile(beside)
		if err != nil {
			t.Fatal(err)
		}
		for at := 0; at < len(good); at += 397 {
			bad := slices.Clone(good)
			bad[at] ^= 0x55
			if err := os.WriteFile(beside, bad, 0o600); err != nil {
				t.Fatal(err)
			}
			f, _ := opened(t, name, o)
			if got := names(t, f); !slices.Equal(got, []string{"b=1"}) {
				t.Fatalf("with byte %d damaged: %q", at, got)
			}
		}
	})
	t.Run("is cut short, or of another archive", func(t *testing.T) {
		good, _ := os.ReadFile(beside)
		for _, bad := range [][]byte{nil, good[:100], good[:len(good)-1], good[:pageSize], first} {
			if err := os.WriteFile(beside, bad, 0o600); err != nil {
				t.Fatal(err)
			}
			f, _ := opened(t, name, o)
			if got := names(t, f); !slices.Equal(got, []string{"b=1"}) {
				t.Errorf("with %d bytes: %q", len(bad), got)
			}
		}
	})
	t.Run("is a link", func(t *testing.T) {
		other := filepath.Join(t.TempDir(), "other")
		if err := errors.Join(os.Rename(beside, other), os.Symlink(other, beside)); err != nil {
			t.Fatal(err)
		}
		opened(t, name, o)
		if i, err := os.Lstat(beside); err != nil || !i.Mode().IsRegular() {
			t.Errorf("%v, %v", i, err)
		}
	})
	if left, _ := filepath.Glob(filepath.Join(filepath.Dir(name), ".*")); len(left) > 0 {
		t.Errorf("%q are left", left)
	}
}

func TestIndexPlaces(t *testing.T) {
	name := written(t, "a.tar", archiveOf(t, file("a", "1")))
	cache := filepath.Join(t.TempDir(), "deep", "cache")
	opened(t, name, Options{CacheDir: cache})
	if found, _ := filepath.Glob(filepath.Join(cache, "*.rummage-index")); len(found) != 1 {
		t.Errorf("the cache has %q", found)
	}
	notADir := written(t, "file", nil)
	f, notices := opened(t, name, Options{CacheDir: notADir})
	if len(names(t, f)) != 1 || len(*notices) != 1 || !strings.Contains((*notices)[0], "not kept") {
		t.Errorf("notices %q", *notices)
	}
	if found, _ := filepath.Glob(filepath.Join(filepath.Dir(name), "*")); len(found) != 1 {
		t.Errorf("beside the archive are %q", found)
	}
}

func TestParallelOpen(t *testing.T) {
	name := written(t, "a.tar", archiveOf(t, file("a", "1"), file("b/c", "2")))
	var group sync.WaitGroup
	for range 20 {
		group.Go(func() {
			f, err := Open(context.Background(), name, Options{Beside: true, Rebuild: true})
			if err != nil {
				t.Error(err)
				return
			}
			defer f.Close()
			if b, err := f.ReadFile("b/c"); string(b) != "2" {
				t.Errorf("%q, %v", b, err)
			}
		})
	}
	group.Wait()
}

func TestExtendedHeaders(t *testing.T) {
	long := strings.Repeat("n", 300)
	f, notices := opened(t, written(t, "a.tar", archiveOf(t,
		item{tar.Header{Typeflag: tar.TypeXGlobalHeader, PAXRecords: map[string]string{"uname": "global", "comment": "x"}}, ""},
		item{tar.Header{Name: long, Typeflag: tar.TypeReg, Uname: "own", PAXRecords: map[string]string{"SCHILY.xattr.user.a": "\x00b"}}, "1"},
		item{tar.Header{Name: "b", Typeflag: tar.TypeReg}, "2"},
		item{tar.Header{Name: "c", Typeflag: tar.TypeReg, Format: tar.FormatPAX, Uname: "ümlaut"}, "3"})), Options{})
	e, ok := f.Lookup(long)
	if !ok || e.Uname != "global" || e.Xattrs["user.a"] != "\x00b" {
		t.Errorf("got %+v", e)
	}
	for name, want := range map[string]string{"b": "global", "c": "ümlaut"} {
		if e, _ := f.Lookup(name); e == nil || e.Uname != want {
			t.Errorf("%s has %+v", name, e)
		}
	}
	if len(*notices) > 0 {
		t.Errorf("notices %q", *notices)
	}
}
