package yara

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// compiled compiles a directory with a cache, and tells whether the rules came
// from it. They must find the same either way.
func compiled(t *testing.T, cache Cache, dir string) bool {
	t.Helper()
	set, diagnostics, err := Compile(Sources{Paths: []string{dir}, Cache: cache})
	if err != nil {
		t.Error(err)
		return false
	}
	defer set.Close()
	found, err := set.Scan([]byte("one two"), Variables{FileName: "x"}, 10*time.Second)
	if err != nil || !slices.Equal(ruleNames(found), []string{"named", "one", "two"}) || set.Count != 3 || !slices.Equal(set.reads(nil), []string{"filename"}) {
		t.Errorf("finds %v with %d rules, %v", ruleNames(found), set.Count, err)
	}
	if len(diagnostics) != 1 || !strings.HasSuffix(diagnostics[0].String(), `bad.yar: line 1: undefined identifier "undefined_word"`) {
		t.Errorf("diagnostics %v", diagnostics)
	}
	return set.Cached
}

func collectionFiles() map[string]string {
	return map[string]string{
		"a.yar": rule("one"), "b.yar": "include \"b.inc\"\nimport \"elf\"\nrule named { condition: filename == \"x\" }",
		"b.inc": rule("two"), "bad.yar": "rule bad { condition: undefined_word }",
	}
}

func entryFiles(t *testing.T, cache Cache) []string {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(cache.Dir, "rummage/yara/*"))
	if err != nil {
		t.Fatal(err)
	}
	return names
}

// TestCache compiles once, and again when anything changed.
func TestCache(t *testing.T) {
	dir, cache := write(t, collectionFiles()), Cache{Dir: filepath.Join(t.TempDir(), "cache"), Version: "1"}
	for i, want := range []bool{false, true, true} {
		if compiled(t, cache, dir) != want {
			t.Errorf("run %d came from the cache: %v", i, !want)
		}
	}
	for _, name := range append(entryFiles(t, cache), filepath.Join(cache.Dir, "rummage"), filepath.Join(cache.Dir, "rummage/yara")) {
		info, err := os.Stat(name)
		if err != nil || info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s: %v, %v", name, info.Mode(), err)
		}
	}
	if err := os.WriteFile(filepath.Join(dir, "b.inc"), []byte("// changed\n"+rule("two")), 0o600); err != nil {
		t.Fatal(err)
	}
	if compiled(t, cache, dir) || !compiled(t, cache, dir) {
		t.Error("an included file changed, and the rules did not")
	}
	if other := (Cache{Dir: cache.Dir, Version: "2"}); compiled(t, other, dir) {
		t.Error("came from the cache of another version")
	}
	if compiled(t, Cache{}, dir) {
		t.Error("came from no cache")
	}
}

// TestCacheBroken makes an entry anew that is damaged.
func TestCacheBroken(t *testing.T) {
	dir, cache := write(t, collectionFiles()), Cache{Dir: t.TempDir()}
	compiled(t, cache, dir)
	name := entryFiles(t, cache)[0]
	sound, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	flipped := slices.Clone(sound)
	flipped[len(flipped)/2] ^= 1
	for what, entry := range map[string][]byte{
		"empty": {}, "a short one": sound[:20], "half": sound[:len(sound)/2], "one bit": flipped, "something else": []byte("YARA"),
	} {
		if err := os.WriteFile(name, entry, 0o600); err != nil {
			t.Fatal(err)
		}
		if compiled(t, cache, dir) {
			t.Errorf("%s was taken", what)
		}
		if !compiled(t, cache, dir) {
			t.Errorf("%s was not made anew", what)
		}
	}
}

// TestCacheUntrusted takes nothing that others could have written.
func TestCacheUntrusted(t *testing.T) {
	dir := write(t, collectionFiles())
	chmod := func(name string, mode os.FileMode) func(Cache) error {
		return func(c Cache) error { return os.Chmod(filepath.Join(c.Dir, name), mode) }
	}
	entry := func(do func(name string) error) func(Cache) error {
		return func(c Cache) error { return do(entryFiles(t, c)[0]) }
	}
	chown := func(name string) func(Cache) error {
		return func(c Cache) error { return os.Chown(filepath.Join(c.Dir, name), 65534, 65534) }
	}
	tests := map[string]struct {
		spoil func(Cache) error
		root  bool // only root can
	}{
		"a directory that the group can write to": {chmod("rummage", 0o770), false},
		"a directory that all can write to":       {chmod("rummage/yara", 0o777), false},
		"an entry that all can write to":          {entry(func(name string) error { return os.Chmod(name, 0o602) }), false},
		"an entry that is a link": {entry(func(name string) error {
			return errors.Join(os.Rename(name, name+".real"), os.Symlink(filepath.Base(name)+".real", name))
		}), false},
		"a directory of another user": {chown("rummage"), true},
		"a base of another user":      {chown("."), true},
		"an entry of another user":    {entry(func(name string) error { return os.Chown(name, 65534, 65534) }), true},
	}
	for what, test := range tests {
		t.Run(what, func(t *testing.T) {
			if test.root && os.Geteuid() != 0 {
				t.Skip("needs root")
			}
			cache := Cache{Dir: t.TempDir()}
			compiled(t, cache, dir)
			if !compiled(t, cache, dir) {
				t.Fatal("was not kept")
			}
			if err := test.spoil(cache); err != nil {
				t.Fatal(err)
			}
			if compiled(t, cache, dir) {
				t.Error("was taken")
			}
		})
	}
}

// TestCacheNowhere works without a cache where there can be none.
func TestCacheNowhere(t *testing.T) {
	dir, base := write(t, collectionFiles()), t.TempDir()
	file := filepath.Join(base, "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, where := range []string{file, filepath.Join(base, "none/none"), "/proc/none"} {
		for range 2 {
			if compiled(t, Cache{Dir: where}, dir) {
				t.Errorf("%s holds a cache", where)
			}
		}
	}
	if _, err := os.Stat(filepath.Join(base, "none")); err == nil {
		t.Error("made directories above the one for caches")
	}
}

// TestCacheBound keeps the entries that were used last.
func TestCacheBound(t *testing.T) {
	dir, cache := write(t, collectionFiles()), Cache{Dir: t.TempDir()}
	version := func(i int) Cache { return Cache{Dir: cache.Dir, Version: fmt.Sprint(i)} }
	for i := range maxEntries {
		compiled(t, version(i), dir)
		names := entryFiles(t, cache)
		old := time.Now().Add(time.Duration(i-100) * time.Minute)
		for _, name := range names {
			if info, err := os.Stat(name); err == nil && time.Since(info.ModTime()) < time.Minute {
				_ = os.Chtimes(name, old, old)
			}
		}
	}
	if !compiled(t, version(0), dir) {
		t.Error("the oldest was not kept")
	}
	compiled(t, version(maxEntries), dir)
	if names := entryFiles(t, cache); len(names) != maxEntries {
		t.Errorf("%d entries", len(names))
	}
	if !compiled(t, version(0), dir) || compiled(t, version(1), dir) {
		t.Error("the one that was used last is gone, or the oldest is not")
	}
}

// TestCacheSideBySide has processes that start at once all get sound rules.
func TestCacheSideBySide(t *testing.T) {
	dir, cache := write(t, collectionFiles()), Cache{Dir: t.TempDir()}
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			for range 5 {
				compiled(t, cache, dir)
			}
		})
	}
	group.Wait()
	if names := entryFiles(t, cache); len(names) != 1 {
		t.Errorf("entries %v", names)
	}
}
