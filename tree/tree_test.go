package tree

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/rummage-scanner/rummage/collectors/overlay"
)

// made makes a directory of files. Content "->x" makes a link to x; a name that ends
// in a slash is a directory.
func made(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, content := range files {
		file := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		var err error
		switch target, isLink := strings.CutPrefix(content, "->"); {
		case strings.HasSuffix(name, "/"):
			err = os.MkdirAll(file, 0o755)
		case isLink:
			err = os.Symlink(target, file)
		default:
			err = os.WriteFile(file, []byte(content), 0o644)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func opened(t *testing.T, dir string) Tree {
	t.Helper()
	o, err := overlay.Open(dir, nil, overlay.Trusted)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { o.Close() })
	return FromOverlay(o.UpperFS())
}

func TestResolve(t *testing.T) {
	tr := opened(t, made(t, map[string]string{
		"usr/bin/ls": "ls", "bin": "->usr/bin", "abs": "->/usr/bin/ls", "up": "->../../../usr/bin/ls", "usr/rel": "->../bin/ls", "dots": "->usr/../usr/./bin//ls",
		"loop": "->loop", "a": "->b", "b": "->a", "broken": "->nowhere", "out": "->/etc/passwd", "toroot": "->/", "chain": "->abs", "file": "x", "empty/": "",
	}))
	tests := map[string]string{ // what ends in ! is an error
		"": ".", "/": ".", "..": ".", "/../..": ".", "usr/bin/ls": "usr/bin/ls", "//usr//bin/": "usr/bin",
		"bin": "usr/bin", "bin/ls": "usr/bin/ls", "abs": "usr/bin/ls", "up": "usr/bin/ls", "usr/rel": "usr/bin/ls", "dots": "usr/bin/ls", "chain": "usr/bin/ls",
		"toroot/usr": "usr", "toroot/toroot/toroot/bin": "usr/bin", "bin/../file": "file",
		"loop": syscall.ELOOP.Error() + "!", "a": syscall.ELOOP.Error() + "!", "broken": "file does not exist!", "out": "file does not exist!",
		"file/x": syscall.ENOTDIR.Error() + "!", "abs/x": syscall.ENOTDIR.Error() + "!", "never": "file does not exist!",
	}
	for name, want := range tests {
		got, info, err := Resolve(tr, name, true)
		if wrong, ok := strings.CutSuffix(want, "!"); ok {
			if err == nil || !strings.HasSuffix(err.Error(), wrong) {
				t.Errorf("%q is %q, %v; want the error %q", name, got, err, wrong)
			}
			continue
		}
		if err != nil || got != want || info == nil {
			t.Errorf("%q is %q, %v; want %q", name, got, err, want)
		}
	}
	if got, info, err := Resolve(tr, "usr/rel", false); err != nil || got != "usr/rel" || info.Mode()&fs.ModeSymlink == 0 {
		t.Errorf("a link that is not followed is %q, %v, %v", got, info, err)
	}
	if got, _, err := Resolve(tr, "bin/ls", false); err != nil || got != "usr/bin/ls" {
		t.Errorf("a link above is %q, %v", got, err)
	}
}

func TestWalkGoesOn(t *testing.T) {
	dir := made(t, map[string]string{"a/1": "", "b/2": "", "c/3": "", "link": "->a"})
	tr := opened(t, dir)
	walked := func(skip string) string {
		var names []string
		err := Walk(t.Context(), tr, ".", func(name string, d fs.DirEntry, err error) error {
			names = append(names, name)
			if err == nil && name == skip {
				return fs.SkipDir
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
		return strings.Join(names, " ")
	}
	for skip, want := range map[string]string{
		"-":   ". a a/1 b b/2 c c/3 link",
		"b":   ". a a/1 b c c/3 link",
		".":   ".",
		"b/2": ". a a/1 b b/2 c c/3 link",
	} {
		if got := walked(skip); got != want {
			t.Errorf("without %s: %s, want %s", skip, got, want)
		}
	}
	stop := errors.New("stop")
	if err := Walk(t.Context(), tr, ".", func(string, fs.DirEntry, error) error { return stop }); !errors.Is(err, stop) {
		t.Errorf("got %v", err)
	}
}

func TestGlob(t *testing.T) {
	tr := opened(t, made(t, map[string]string{
		"etc/passwd": "", "etc/shadow": "", "etc/ssh/key": "", "home/a/.ssh/id": "", "home/b/.ssh/id": "", "link": "->home", "home/c": "->../etc",
		"web/x.php": "", "web/deep/er/y.php": "", "bad\xff": "", "new\nline": "",
	}))
	tests := map[string]string{
		"/etc/*": "etc/passwd etc/shadow etc/ssh", "etc/sh*": "etc/shadow", "/home/*/.ssh/*": "home/a/.ssh/id home/b/.ssh/id", "/link/*/.ssh": "home/a/.ssh home/b/.ssh",
		"**/*.php": "web/deep/er/y.php web/x.php", "/web/**": "web/deep web/deep/er web/deep/er/y.php web/x.php", "{etc,web}/{x.php,passwd}": "etc/passwd web/x.php",
		"bad?": "bad\xff", "new*": "new\nline", "*/[p]*": "etc/passwd", "/../etc/pass*": "etc/passwd", "none*": "", "home/c/*": "etc/passwd etc/shadow etc/ssh",
		"etc/passwd/*": "",
	}
	for pattern, want := range tests {
		var names []string
		err := Glob(t.Context(), tr, pattern, func(name string, _ fs.DirEntry) error {
			names = append(names, name)
			return nil
		}, func(err error) { t.Error(err) })
		if got := strings.Join(names, " "); err != nil || got != want {
			t.Errorf("%s: %q, %v; want %q", pattern, got, err, want)
		}
	}
	for _, pattern := range []string{"[", "never/*", "{a"} {
		if err := Glob(t.Context(), tr, pattern, func(string, fs.DirEntry) error { return nil }, nil); err == nil {
			t.Errorf("%s is no error", pattern)
		}
	}
}

func TestOnly(t *testing.T) {
	all := opened(t, made(t, map[string]string{"etc/passwd": "p", "etc/shadow": "s", "root/.ssh/keys": "k", "tmp/x": "x"}))
	tr := Only(all, []string{"/etc/passwd", "/root/.ssh/keys", "/never"})
	var names []string
	if err := Walk(t.Context(), tr, ".", func(name string, _ fs.DirEntry, err error) error {
		names = append(names, name)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if want := []string{".", "etc", "etc/passwd", "root", "root/.ssh", "root/.ssh/keys"}; !slices.Equal(names, want) {
		t.Errorf("got %q, want %q", names, want)
	}
	for _, name := range []string{"etc/shadow", "tmp", "never"} {
		if _, err := tr.Lstat(name); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := tr.Open(name); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := tr.Xattrs(name); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if text, err := fs.ReadFile(tr, "etc/passwd"); err != nil || string(text) != "p" {
		t.Errorf("got %q, %v", text, err)
	}
}

func FuzzResolve(f *testing.F) {
	for _, name := range []string{"a/b", "/l/../l", "up/up/up", "\xff", strings.Repeat("../", 50), "l/l/l/x"} {
		f.Add(name, "../..", "/l")
	}
	f.Fuzz(func(t *testing.T, name, one, two string) {
		dir := t.TempDir()
		os.MkdirAll(filepath.Join(dir, "in/a/b"), 0o755)
		os.WriteFile(filepath.Join(dir, "secret"), []byte("x"), 0o644)
		os.Symlink(one, filepath.Join(dir, "in/up"))
		os.Symlink(two, filepath.Join(dir, "in/a/l"))
		tr := opened(t, filepath.Join(dir, "in"))
		got, info, err := Resolve(tr, name, true)
		if err != nil {
			return
		}
		if Clean(got) != got || info.Name() == "secret" || info.Mode()&fs.ModeSymlink != 0 {
			t.Errorf("%q leads to %q with links to %q and %q", name, got, one, two)
		}
	})
}
