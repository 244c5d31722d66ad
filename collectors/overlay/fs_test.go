package overlay

import (
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// listing describes all files of a file system, with their contents.
func listing(t *testing.T, fsys fs.FS, xattrs func(name string) (map[string][]byte, error)) []string {
	t.Helper()
	var lines []string
	err := fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		content := ""
		switch {
		case info.Mode().IsRegular():
			text, err := fs.ReadFile(fsys, name)
			if err != nil {
				return err
			}
			content = string(text)
		case info.Mode()&fs.ModeSymlink != 0:
			if content, err = fs.ReadLink(fsys, name); err != nil {
				return err
			}
		}
		attributes, err := xattrs(name)
		if err != nil {
			return err
		}
		lines = append(lines, fmt.Sprintf("%q %v %v %q %q", name, info.Mode(), info.ModTime().UnixNano(), content, attributes))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return lines
}

// TestFSIsWhatTheKernelShows compares the file system with a mount of the same
// layers, after changes that leave all marks that overlayfs has.
func TestFSIsWhatTheKernelShows(t *testing.T) {
	const changes = `
rm gone; rm -r all/of/it; mkdir -p all/of/it; echo new >all/of/it/new
mv renamed elsewhere; mv elsewhere/sub elsewhere/below; rm elsewhere/below/two
mkdir deep; mv other deep/other; mv deep/other/big deep/big
chmod 600 big; chmod 4755 deep/big; echo more >>appended
rm dir -r; echo now a file >dir; rm file; mkdir file; ln -s ../../etc link
mkfifo fifo; mknod null c 1 3; printf x >"$(printf 'bad\377\n')"; ln appended hard
rm link-to-dir; mkdir link-to-dir; touch link-to-dir/x`
	top := t.TempDir()
	lower1 := tree(t, map[string]string{
		"gone": "1", "all/of/it/old": "1", "all/of/other": "1", "renamed/sub/one": "1", "renamed/sub/two": "2", "other/x": "1", "other/big": "content",
		"big": "below", "appended": "a", "dir/x": "1", "file": "1", "hidden/x": "1", "link-to-dir": "->dir",
	})
	lower2 := tree(t, map[string]string{"hidden": "-", "gone": "2", "renamed/sub/three": "3", "all/of/it/older": "2", "other/y": "2", "opaque//": "", "opaque/a": "a"})
	lower3 := tree(t, map[string]string{"opaque/b": "b", "big": "upper", "other/z": "3"})
	if err := unix.Setxattr(filepath.Join(lower1, "other/big"), "user.note", []byte("kept"), 0); err != nil {
		t.Fatal(err)
	}
	for i, options := range []string{"redirect_dir=on,metacopy=on", "redirect_dir=off,metacopy=off"} {
		t.Run(options, func(t *testing.T) {
			dir := filepath.Join(top, fmt.Sprint(i)) // a comma would end the option
			for _, sub := range []string{"upper", "work", "merged"} {
				if err := os.MkdirAll(filepath.Join(dir, sub), 0o755); err != nil {
					t.Fatal(err)
				}
			}
			upper, merged := filepath.Join(dir, "upper"), filepath.Join(dir, "merged")
			lowers := []string{lower2, lower1, lower3}
			data := fmt.Sprintf("lowerdir=%s,upperdir=%s,workdir=%s,%s", strings.Join(lowers, ":"), upper, filepath.Join(dir, "work"), options)
			if err := unix.Mount("overlay", merged, "overlay", 0, data); err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { unix.Unmount(merged, 0) })
			change := exec.Command("sh", "-ec", changes)
			change.Dir = merged
			if out, err := change.CombinedOutput(); err != nil {
				t.Fatalf("%v: %s", err, out)
			}
			kernel := open(t, merged)
			want := listing(t, kernel.UpperFS(), kernel.UpperFS().Xattrs)
			shown := open(t, upper, lowers...).FS()
			got := listing(t, shown, shown.Xattrs)
			if !slices.Equal(got, want) {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
			}
		})
	}
}

func TestUpperFS(t *testing.T) {
	upper := tree(t, map[string]string{"etc/passwd": "-", "etc/opaque//": "", "etc/new": "x"})
	f := open(t, upper, tree(t, map[string]string{"etc/passwd": "root", "etc/opaque/x": "x"})).UpperFS()
	var names []string
	fs.WalkDir(f, ".", func(name string, d fs.DirEntry, err error) error {
		names = append(names, name)
		return err
	})
	if want := []string{".", "etc", "etc/new", "etc/opaque", "etc/passwd"}; !slices.Equal(names, want) {
		t.Errorf("got %q, want %q", names, want)
	}
	if info, err := f.Lstat("etc/passwd"); err != nil || info.Mode()&fs.ModeCharDevice == 0 {
		t.Errorf("the deletion is %v, %v", info, err)
	}
}

func TestFSVersions(t *testing.T) {
	upper := tree(t, map[string]string{"a": "-", "d//": "", "d/x": "new"})
	lower := tree(t, map[string]string{"a": "old", "d/x": "old", "d/y": "old", "b": "only"})
	f := open(t, upper, lower).FS()
	tests := map[string]string{
		"a":   "whiteout hidden",
		"b":   "seen",
		"d":   "seen hidden",
		"d/x": "seen hidden",
		"d/y": "hidden",
	}
	for name, want := range tests {
		versions, err := f.Versions(name)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		var states []string
		for _, v := range versions {
			switch {
			case v.Whiteout:
				states = append(states, "whiteout")
			case v.Hidden:
				states = append(states, "hidden")
			default:
				states = append(states, "seen")
			}
		}
		if got := strings.Join(states, " "); got != want {
			t.Errorf("%s is %s, want %s", name, got, want)
		}
	}
	if _, err := f.Versions("never"); err == nil {
		t.Error("a file that is nowhere has versions")
	}
	if names, err := f.AllNames("d"); err != nil || !slices.Equal(names, []string{"x", "y"}) {
		t.Errorf("names in d: %q, %v", names, err)
	}
	versions, _ := f.Versions("d/x")
	hidden, err := versions[1].Open()
	if err != nil {
		t.Fatal(err)
	}
	defer hidden.Close()
	if text, _ := io.ReadAll(hidden); string(text) != "old" {
		t.Errorf("the hidden file has %q", text)
	}
}

func TestFSStaysInside(t *testing.T) {
	upper := tree(t, map[string]string{"out": "->/etc", "up": "->../../../../etc", "d/x": "x"})
	f := open(t, upper).FS()
	for _, name := range []string{"../etc/passwd", "/etc/passwd", "out/passwd", "up/passwd", "d/../../etc", "", "d/", "./d", "out", "d/x/y"} {
		if file, err := f.Open(name); err == nil {
			file.Close()
			t.Errorf("%q was opened", name)
		}
	}
	if to, err := f.ReadLink("up"); err != nil || to != "../../../../etc" {
		t.Errorf("the link leads to %q, %v", to, err)
	}
	if _, err := f.ReadDir("out"); err == nil {
		t.Error("a link was listed as a directory")
	}
}

// TestFSRedirectsStayInside puts marks that lead out of the layers where only root
// can: whoever forges a disk is root there.
func TestFSRedirectsStayInside(t *testing.T) {
	for _, to := range []string{"/../../../../etc", "..", "../..", "a/b", ".", "/", "", strings.Repeat("x", 5000)} {
		upper := tree(t, map[string]string{"d/own": "1"})
		if err := unix.Setxattr(filepath.Join(upper, "d"), "trusted.overlay.redirect", []byte(to), 0); err != nil && len(to) < 4000 {
			t.Fatal(err)
		}
		f := open(t, upper, tree(t, map[string]string{"d/below": "1", "etc/inside": "1"})).FS()
		entries, err := f.ReadDir("d")
		if err != nil {
			t.Errorf("%q: %v", to, err)
		}
		for _, e := range entries {
			if !slices.Contains([]string{"own", "below", "inside", "d", "etc"}, e.Name()) {
				t.Errorf("%q leads to %s", to, e.Name())
			}
		}
		if _, err := f.Open(path.Join("d", "passwd")); err == nil {
			t.Errorf("%q leads out", to)
		}
	}
}
