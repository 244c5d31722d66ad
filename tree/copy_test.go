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
	"time"
)

// copied copies a file of a directory, and returns what was skipped.
func copied(t *testing.T, c Copy, from, to, name, as string) []string {
	t.Helper()
	root, err := os.OpenRoot(to)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	var skipped []string
	c.From, c.To = opened(t, from), root
	c.Skipped = func(name string, err error) { skipped = append(skipped, name+": "+err.Error()) }
	if err := c.Run(t.Context(), name, as); err != nil {
		t.Fatal(err)
	}
	return skipped
}

func TestCopy(t *testing.T) {
	then := time.Unix(1_700_000_000, 123_000_000)
	from := made(t, map[string]string{"d/x": "text", "d/sub/y": "y", "d/link": "->/etc/passwd", "d/up": "->../../../..", "d/bad\xff": "b", "d/new\nline": "n"})
	for name, mode := range map[string]os.FileMode{"d/x": os.ModeSetuid | 0o750, "d/sub": 0o500} {
		if err := os.Chmod(filepath.Join(from, name), mode); err != nil {
			t.Fatal(err)
		}
	}
	if err := syscall.Mkfifo(filepath.Join(from, "d/fifo"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Lchown(filepath.Join(from, "d/x"), 1234, 4321); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(filepath.Join(from, "d/x"), os.ModeSetuid|0o750); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"d/x", "d/sub"} {
		if err := os.Chtimes(filepath.Join(from, name), then, then); err != nil {
			t.Fatal(err)
		}
	}
	for _, preserve := range []bool{false, true} {
		to := t.TempDir()
		skipped := copied(t, Copy{Preserve: preserve}, from, to, "d", "d")
		if want := []string{"d/fifo: " + ErrSpecial.Error()}; !slices.Equal(skipped, want) {
			t.Errorf("skipped %q, want %q", skipped, want)
		}
		for name, want := range map[string]string{"d/x": "text", "d/sub/y": "y", "d/bad\xff": "b", "d/new\nline": "n"} {
			if text, err := os.ReadFile(filepath.Join(to, name)); err != nil || string(text) != want {
				t.Errorf("%q has %q, %v", name, text, err)
			}
		}
		for name, want := range map[string]string{"d/link": "/etc/passwd", "d/up": "../../../.."} {
			if target, err := os.Readlink(filepath.Join(to, name)); err != nil || target != want {
				t.Errorf("%s leads to %s, %v", name, target, err)
			}
		}
		for _, name := range []string{"d/x", "d/sub"} {
			info, err := os.Lstat(filepath.Join(to, name))
			if err != nil || !info.ModTime().Equal(then) {
				t.Errorf("%s: %v, %v", name, info, err)
			}
		}
		info, err := os.Stat(filepath.Join(to, "d/x"))
		if err != nil {
			t.Fatal(err)
		}
		owner := info.Sys().(*syscall.Stat_t)
		if setuid := info.Mode()&os.ModeSetuid != 0; setuid != preserve || (owner.Uid == 1234 && owner.Gid == 4321) != preserve {
			t.Errorf("with preserve %v: %v, owner %d:%d", preserve, info.Mode(), owner.Uid, owner.Gid)
		}
	}
}

func TestCopyStaysInside(t *testing.T) {
	outside := made(t, map[string]string{"victim": "kept", "dir/kept": "kept"})
	to := made(t, map[string]string{
		"file": "->" + filepath.Join(outside, "victim"), "dir": "->" + filepath.Join(outside, "dir"), "there": "old", "sub/dir": "->../there", "a/b": "->../..",
	})
	from := made(t, map[string]string{"file": "evil", "dir/evil": "evil", "there": "new", "sub/dir/x": "evil", "a/b/evil": "evil", "ok": "ok"})
	skipped := copied(t, Copy{}, from, to, ".", ".")
	for _, want := range []string{"file: file already exists", "dir: file already exists", "there: file already exists", "sub/dir: file already exists", "a/b: file already exists"} {
		if !slices.Contains(skipped, want) {
			t.Errorf("%q is not among %q", want, skipped)
		}
	}
	skipped = copied(t, Copy{Force: true}, from, to, ".", ".")
	if len(skipped) != 0 {
		t.Errorf("skipped %q", skipped)
	}
	for name, want := range map[string]string{"file": "evil", "dir/evil": "evil", "there": "new", "sub/dir/x": "evil", "a/b/evil": "evil", "ok": "ok"} {
		if text, err := os.ReadFile(filepath.Join(to, name)); err != nil || string(text) != want {
			t.Errorf("%s has %q, %v", name, text, err)
		}
	}
	var left []string
	filepath.WalkDir(outside, func(path string, d fs.DirEntry, err error) error {
		if text, err := os.ReadFile(path); err == nil {
			left = append(left, strings.TrimPrefix(path, outside)+"="+string(text))
		}
		return err
	})
	if want := []string{"/dir/kept=kept", "/victim=kept"}; !slices.Equal(left, want) {
		t.Errorf("outside there is %q, want %q", left, want)
	}
}

// TestCopyFileOverDirectory also with Force: a directory may hold much.
func TestCopyFileOverDirectory(t *testing.T) {
	from, to := made(t, map[string]string{"x": "file"}), made(t, map[string]string{"x/y": "kept"})
	skipped := copied(t, Copy{Force: true}, from, to, "x", "x")
	if want := []string{"x: a directory is in its place"}; !slices.Equal(skipped, want) {
		t.Errorf("skipped %q, want %q", skipped, want)
	}
}

func TestCopyLeavesHoles(t *testing.T) {
	from, to := t.TempDir(), t.TempDir()
	sparse, err := os.Create(filepath.Join(from, "sparse"))
	if err != nil {
		t.Fatal(err)
	}
	const size = 300 << 20
	_, err = sparse.WriteAt([]byte("end"), 200<<20)
	if err = errors.Join(err, sparse.Truncate(size), sparse.Close()); err != nil {
		t.Fatal(err)
	}
	copied(t, Copy{}, from, to, "sparse", "as")
	info, err := os.Stat(filepath.Join(to, "as"))
	if err != nil || info.Size() != size {
		t.Fatal(info, err)
	}
	if blocks := info.Sys().(*syscall.Stat_t).Blocks; blocks*512 > 1<<20 {
		t.Errorf("it takes %d bytes on the disk", blocks*512)
	}
	text := make([]byte, 3)
	copy, err := os.Open(filepath.Join(to, "as"))
	if err != nil {
		t.Fatal(err)
	}
	defer copy.Close()
	if _, err := copy.ReadAt(text, 200<<20); err != nil || string(text) != "end" {
		t.Errorf("got %q, %v", text, err)
	}
}
