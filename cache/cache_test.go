package cache

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"
)

func area(dir string) Area {
	return Area{Dir: dir, Name: "test", MaxEntries: 3, MaxBytes: 1000, MaxEntry: 500}
}

func stored(t *testing.T, a Area, name, content string) string {
	t.Helper()
	a.Store(name, []byte(content))
	if got, ok := a.Load(name); !ok || string(got) != content {
		t.Fatalf("%s: %q, %v", name, got, ok)
	}
	return filepath.Join(a.Dir, "rummage", "test", name)
}

func TestStoreAndLoad(t *testing.T) {
	a := area(filepath.Join(t.TempDir(), "cache"))
	if _, ok := a.Load("x"); ok {
		t.Error("found before it was kept")
	}
	stored(t, a, "x", "one")
	file := stored(t, a, "x", "two")
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Error(info, err)
	}
	a.Store("large", make([]byte, 501))
	if _, ok := a.Load("large"); ok {
		t.Error("one over the bound was kept")
	}
	Area{}.Store("x", []byte("x"))
	if _, ok := (Area{}).Load("x"); ok {
		t.Error("found without a directory")
	}
}

// TestNotBelieved has what somebody else could have put there.
func TestNotBelieved(t *testing.T) {
	for name, spoil := range map[string]func(file string) error{
		"damaged":       func(file string) error { return os.WriteFile(file, []byte("x"), 0o600) },
		"altered":       func(file string) error { return os.WriteFile(file, make([]byte, 35), 0o600) },
		"writable file": func(file string) error { return os.Chmod(file, 0o666) },
		"writable area": func(file string) error { return os.Chmod(filepath.Dir(file), 0o777) },
		"another's":     func(file string) error { return os.Chown(file, 12345, 12345) },
		"a link": func(file string) error {
			if err := os.Rename(file, file+".moved"); err != nil {
				return err
			}
			return os.Symlink(file+".moved", file)
		},
	} {
		t.Run(name, func(t *testing.T) {
			a := area(t.TempDir())
			file := stored(t, a, "x", "one")
			if err := spoil(file); err != nil {
				t.Fatal(err)
			}
			if content, ok := a.Load("x"); ok {
				t.Errorf("believed: %q", content)
			}
		})
	}
}

func TestBounds(t *testing.T) {
	a := area(t.TempDir())
	for i := range 4 {
		file := stored(t, a, fmt.Sprint(i), "x")
		when := time.Now().Add(time.Duration(i-10) * time.Minute)
		if err := os.Chtimes(file, when, when); err != nil {
			t.Fatal(err)
		}
	}
	a.Store("4", []byte("x"))
	for name, want := range map[string]bool{"0": false, "1": false, "2": true, "3": true, "4": true} {
		if _, ok := a.Load(name); ok != want {
			t.Errorf("%s: %v", name, ok)
		}
	}
	a.Store("5", make([]byte, 480))
	a.Store("6", make([]byte, 480))
	if _, ok := a.Load("2"); ok {
		t.Error("more bytes than the bound are kept")
	}
}

// TestSideBySide has several keep and find at once.
func TestSideBySide(t *testing.T) {
	a := area(t.TempDir())
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			for range 50 {
				a.Store("x", []byte("content"))
				if content, ok := a.Load("x"); ok && string(content) != "content" {
					t.Errorf("%q", content)
				}
			}
		})
	}
	group.Wait()
}

// TestPrune keeps an area within its bounds whose entries others write.
func TestPrune(t *testing.T) {
	a := Area{Dir: t.TempDir(), Name: "others", MaxEntries: 2, MaxBytes: 1 << 20, MaxEntry: 1 << 20}
	dir := filepath.Join(a.Dir, program, a.Name)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	for i, name := range []string{"oldest", "old", "new"} {
		when := time.Now().Add(time.Duration(i-10) * time.Minute)
		file := filepath.Join(dir, name)
		if err := errors.Join(os.WriteFile(file, []byte("x"), 0o600), os.Chtimes(file, when, when)); err != nil {
			t.Fatal(err)
		}
	}
	a.Prune()
	left, err := os.ReadDir(dir)
	if err != nil || len(left) != 2 || left[0].Name() != "new" || left[1].Name() != "old" {
		t.Errorf("%v, %v", left, err)
	}
}
