package mount

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/rummage-scanner/rummage/collectors/overlay"
	"github.com/rummage-scanner/rummage/tarfs"
	"github.com/rummage-scanner/rummage/tree"
)

// These tests mount for real, which takes root and /dev/fuse.

const build = `
mkdir -p etc empty deep/a/b/c many
echo root >etc/passwd; chmod 640 etc/passwd; chown 12:34 etc/passwd
printf x >setuid; chmod 6755 setuid; chmod 1777 empty
ln -s passwd etc/link; ln -s /etc/passwd absolute; ln -s ../../../.. up; ln -s nowhere broken
ln etc/passwd hard; mkfifo fifo; mknod null c 1 3; mknod disk b 8 1
printf 1 >"$(printf 'new\nline')"; printf 2 >"$(printf 'bad\377')"; printf 3 >"$(printf 'esc\033[31m')"
truncate -s 3M sparse; printf end >>sparse; head -c 300000 /dev/urandom >deep/a/b/c/random
for i in $(seq 300); do echo $i >many/$i; done
touch -h -d @-86400.5 deep/a; touch -h -d 2026-01-02T03:04:05.123456789Z etc/link etc/passwd; touch -d @4102444800 deep/a/b`

// sh runs a script in a directory. The shell itself goes there: this process, which
// serves the mounts, must not wait for them while it starts another.
func sh(t *testing.T, dir, script string) string {
	t.Helper()
	out, err := exec.Command("sh", "-ec", `cd "$0"; `+script, dir).CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return string(out)
}

// mounted mounts a tree until the test ends.
func mounted(t *testing.T, tr tree.Tree) string {
	t.Helper()
	dir := t.TempDir()
	m, err := New(tr, dir, Options{Name: "rummage:test", Static: tree.Static(tr)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := m.Unmount(); err != nil {
			t.Error(err)
		}
	})
	return dir
}

// find describes all files of a directory, those in it that have no size of their
// own without one.
func find(t *testing.T, dir string) []string {
	t.Helper()
	out := sh(t, dir, `find . -type d -printf '%p %m %U %G %T@ %y %l\0' -o -printf '%p %m %U %G %s %T@ %y %l\0'`)
	lines := strings.Split(out, "\x00")
	slices.Sort(lines)
	return lines
}

func same(t *testing.T, want, got []string) {
	t.Helper()
	for _, line := range want {
		if !slices.Contains(got, line) {
			t.Errorf("the mount lacks %q", line)
		}
	}
	for _, line := range got {
		if !slices.Contains(want, line) {
			t.Errorf("the mount has %q", line)
		}
	}
}

func TestMountedArchive(t *testing.T) {
	top := t.TempDir()
	src := filepath.Join(top, "src")
	if err := os.Mkdir(src, 0o755); err != nil {
		t.Fatal(err)
	}
	sh(t, src, build)
	if err := unix.Setxattr(filepath.Join(src, "etc/passwd"), "user.note", []byte("kept"), 0); err != nil {
		t.Fatal(err)
	}
	archive := filepath.Join(top, "a.tar")
	sh(t, src, "tar --format=pax --xattrs --xattrs-include='*' -S -cf "+archive+" .")
	f, err := tarfs.Open(t.Context(), archive, tarfs.Options{Notice: func(text string) { t.Error(text) }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	dir := mounted(t, tree.FromArchive(f, nil))
	same(t, find(t, src), find(t, dir))
	for _, name := range []string{"etc/passwd", "deep/a/b/c/random", "sparse", "many/17", "new\nline", "bad\xff"} {
		want, err := os.ReadFile(filepath.Join(src, name))
		if err != nil {
			t.Fatal(err)
		}
		if got, err := os.ReadFile(filepath.Join(dir, name)); err != nil || string(got) != string(want) {
			t.Errorf("%q has %d bytes, %v", name, len(got), err)
		}
	}
	for _, name := range []string{"etc/passwd", "hard"} {
		value := make([]byte, 16)
		if n, err := unix.Getxattr(filepath.Join(dir, name), "user.note", value); err != nil || string(value[:n]) != "kept" {
			t.Errorf("%s has the attribute %q, %v", name, value[:max(n, 0)], err)
		}
		if n, err := unix.Listxattr(filepath.Join(dir, name), value); err != nil || string(value[:n]) != "user.note\x00" {
			t.Errorf("%s has the attributes %q, %v", name, value[:max(n, 0)], err)
		}
	}
	if one, other := inodeOf(t, dir, "etc/passwd"), inodeOf(t, dir, "hard"); one != other {
		t.Errorf("hard links are inodes %d and %d", one, other)
	}
	if again := mounted(t, tree.FromArchive(f, nil)); inodeOf(t, again, "many/17") != inodeOf(t, dir, "many/17") {
		t.Error("inodes are others the next time")
	}
	out := sh(t, top, "diff -r --no-dereference "+filepath.Join(src, "deep")+" "+filepath.Join(dir, "deep"))
	if out != "" {
		t.Error(out)
	}
}

func inodeOf(t *testing.T, dir, name string) uint64 {
	t.Helper()
	var st unix.Stat_t
	if err := unix.Lstat(filepath.Join(dir, name), &st); err != nil {
		t.Fatal(err)
	}
	return st.Ino
}

func directories(t *testing.T, dir string) tree.Tree {
	t.Helper()
	o, err := overlay.Open(dir, nil, overlay.Trusted)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { o.Close() })
	return tree.FromOverlay(o.FS())
}

func TestMountedDirectory(t *testing.T) {
	src := t.TempDir()
	sh(t, src, build)
	same(t, find(t, src), find(t, mounted(t, directories(t, src))))
}

// TestMountedChanges shows what became of a directory that is changed meanwhile.
func TestMountedChanges(t *testing.T) {
	src := t.TempDir()
	sh(t, src, "mkdir d; echo one >d/a; echo two >b")
	dir := mounted(t, directories(t, src))
	if got := sh(t, dir, "cat d/a b"); got != "one\ntwo\n" {
		t.Errorf("got %q", got)
	}
	sh(t, src, "mv d e; mv e/a e/moved; rm b; echo three >c")
	time.Sleep(2 * changedFor)
	if got := sh(t, dir, "cat e/moved c; ls -d b d 2>/dev/null || true"); got != "one\nthree\n" {
		t.Errorf("got %q", got)
	}
}

// TestMountedIsReadOnly and harmless.
func TestMountedIsReadOnly(t *testing.T) {
	src := t.TempDir()
	sh(t, src, build+"; printf '#!/bin/sh\n' >run; chmod 755 run")
	dir := mounted(t, directories(t, src))
	if err := os.WriteFile(filepath.Join(dir, "new"), nil, 0o644); !errors.Is(err, unix.EROFS) {
		t.Errorf("writing: %v", err)
	}
	if err := os.Remove(filepath.Join(dir, "setuid")); !errors.Is(err, unix.EROFS) {
		t.Errorf("removing: %v", err)
	}
	if out := sh(t, dir, "./run || echo status $?"); !strings.Contains(out, "status 126") {
		t.Errorf("running: %s", out)
	}
	if f, err := os.Open(filepath.Join(dir, "null")); !errors.Is(err, fs.ErrPermission) {
		t.Errorf("opening a device: %v, %v", f, err)
	}
	var st unix.Statfs_t
	if err := unix.Statfs(dir, &st); err != nil {
		t.Fatal(err)
	}
	if want := int64(unix.MS_RDONLY | unix.MS_NOSUID | unix.MS_NODEV | unix.MS_NOEXEC); st.Flags&want != want {
		t.Errorf("the flags of the mount are %#x", st.Flags)
	}
}

// TestUnmount ends a mount from both sides, also while it is used.
func TestUnmount(t *testing.T) {
	src := t.TempDir()
	sh(t, src, build)
	tr := directories(t, src)
	start := func() (string, context.CancelFunc, chan error) {
		dir := t.TempDir()
		m, err := New(tr, dir, Options{Name: "rummage:test"})
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- m.Wait(ctx) }()
		return dir, cancel, ended
	}
	done := func(dir string, ended chan error) {
		t.Helper()
		select {
		case err := <-ended:
			if err != nil {
				t.Error(err)
			}
		case <-time.After(30 * time.Second):
			t.Fatal("it does not end")
		}
		if entries, err := os.ReadDir(dir); err != nil || len(entries) != 0 {
			t.Errorf("there is still %v, %v", entries, err)
		}
	}
	dir, cancel, ended := start()
	if err := unix.Unmount(dir, 0); err != nil {
		t.Fatal(err)
	}
	done(dir, ended)
	cancel()

	dir, cancel, ended = start()
	cancel()
	done(dir, ended)

	dir, cancel, ended = start()
	used, err := os.Open(filepath.Join(dir, "sparse"))
	if err != nil {
		t.Fatal(err)
	}
	defer used.Close()
	cancel()
	done(dir, ended)
}

// longNames is a tree with names and links that the kernel does not take.
type longNames struct{ tree.Tree }

func (l longNames) ReadDir(name string) ([]fs.DirEntry, error) {
	entries, err := l.Tree.ReadDir(name)
	for _, e := range entries {
		entries = append(entries, renamed{e, strings.Repeat("x", maxName+1)})
		break
	}
	return entries, err
}

func (l longNames) ReadLink(string) (string, error) { return strings.Repeat("x", maxLink+1), nil }

type renamed struct {
	fs.DirEntry
	name string
}

func (r renamed) Name() string { return r.name }

func TestWhatTheKernelRefuses(t *testing.T) {
	src := t.TempDir()
	sh(t, src, "echo x >x; ln -s x link")
	dir := mounted(t, longNames{directories(t, src)})
	entries, err := os.ReadDir(dir)
	if err != nil || fmt.Sprint(entries) != "[L link - x]" {
		t.Errorf("got %v, %v", entries, err)
	}
	if to, err := os.Readlink(filepath.Join(dir, "link")); !errors.Is(err, syscall.ENAMETOOLONG) {
		t.Errorf("the link leads to %d bytes, %v", len(to), err)
	}
}

func TestIsDead(t *testing.T) {
	if IsDead(t.TempDir()) || IsDead("/nowhere") {
		t.Error("what is no mount is dead")
	}
}
