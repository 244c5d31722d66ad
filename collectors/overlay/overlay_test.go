package overlay

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/rummage-scanner/rummage/document"
)

// The trees of these tests are made by hand, as overlayfs would: deletions are
// devices, which only root can make.

var then = time.Unix(1_700_000_000, 0)

// tree makes files below dir. A name that ends in a slash is a directory, in
// "//" an opaque one; content "->x" makes a link to x, "-" a whiteout.
func tree(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for _, name := range slices.Sorted(keys(files)) {
		content := files[name]
		file := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		var err error
		switch target, isLink := strings.CutPrefix(content, "->"); {
		case strings.HasSuffix(name, "/"):
			err = os.MkdirAll(file, 0o755)
			if err == nil && strings.HasSuffix(name, "//") {
				err = unix.Setxattr(file, "trusted.overlay.opaque", []byte("y"), 0)
			}
		case content == "-":
			err = unix.Mknod(file, unix.S_IFCHR, 0)
		case isLink:
			err = os.Symlink(target, file)
		default:
			if err = os.WriteFile(file, []byte(content), 0o644); err == nil {
				err = os.Chtimes(file, then, then)
			}
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func keys(m map[string]string) func(func(string) bool) {
	return func(yield func(string) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

func open(t *testing.T, upper string, lowers ...string) *Tree {
	t.Helper()
	tree, err := Open(upper, lowers, Trusted)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { tree.Close() })
	return tree
}

func changesOf(t *testing.T, tree *Tree) []string {
	t.Helper()
	result, err := tree.Changes(t.Context())
	if err != nil || result.Err != nil || result.Cut != "" {
		t.Fatal(err, result.Err, result.Cut)
	}
	var lines []string
	for _, c := range result.Changes {
		lines = append(lines, strings.ToUpper(string(c.Kind[:1]))+" "+c.Path)
	}
	slices.Sort(lines)
	return lines
}

func TestChanges(t *testing.T) {
	base := map[string]string{"etc/passwd": "root", "etc/conf.d/a": "a", "etc/conf.d/sub/b": "b", "bin/ls": "ls", "lib": "->usr/lib", "usr/lib/x": "x"}
	tests := map[string]struct {
		upper  map[string]string
		lowers []map[string]string
		want   []string
	}{
		"nothing":                       {nil, nil, nil},
		"a directory that was touched":  {map[string]string{"etc/": ""}, nil, nil},
		"a file that was only copied":   {map[string]string{"etc/passwd": "root"}, nil, nil},
		"another content, same size":    {map[string]string{"etc/passwd": "toor"}, nil, []string{"M /etc", "M /etc/passwd"}},
		"an added file":                 {map[string]string{"etc/new": "x"}, nil, []string{"A /etc/new", "M /etc"}},
		"an added tree":                 {map[string]string{"opt/a/b": "x"}, nil, []string{"A /opt", "A /opt/a", "A /opt/a/b"}},
		"a deleted file":                {map[string]string{"etc/passwd": "-"}, nil, []string{"D /etc/passwd", "M /etc"}},
		"a deleted directory":           {map[string]string{"etc/conf.d": "-"}, nil, []string{"D /etc/conf.d", "M /etc"}},
		"a whiteout of nothing":         {map[string]string{"etc/never": "-"}, nil, nil},
		"an opaque directory":           {map[string]string{"etc/conf.d//": "", "etc/conf.d/a": "a"}, nil, []string{"D /etc/conf.d/sub", "M /etc", "M /etc/conf.d"}},
		"a directory replaced by file":  {map[string]string{"etc/conf.d": "now a file"}, nil, []string{"M /etc", "M /etc/conf.d"}},
		"a file replaced by directory":  {map[string]string{"bin/ls//": "", "bin/ls/x": ""}, nil, []string{"A /bin/ls/x", "M /bin", "M /bin/ls"}},
		"a link with another target":    {map[string]string{"lib": "->/tmp"}, nil, []string{"M /lib"}},
		"a whiteout in a lower one":     {map[string]string{"etc/passwd": "root"}, []map[string]string{{"etc/passwd": "-"}}, []string{"A /etc/passwd", "M /etc"}},
		"the topmost lower one's":       {map[string]string{"etc/passwd": "root"}, []map[string]string{{"etc/passwd": "toor"}}, []string{"M /etc", "M /etc/passwd"}},
		"an opaque lower one":           {map[string]string{"etc/conf.d/a": "a"}, []map[string]string{{"etc/conf.d//": ""}}, []string{"A /etc/conf.d/a", "M /etc", "M /etc/conf.d"}},
		"a name that is no UTF-8":       {map[string]string{"a\xff": "x"}, nil, []string{`A /a\xff`}},
		"a directory of many":           {many("etc/f", 100), nil, append(manyLines("A /etc/f", 100), "M /etc")},
		"a directory of many that were": {many("etc/f", 100), []map[string]string{many("etc/f", 100)}, nil},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			var lowers []string
			for _, files := range append(test.lowers, base) {
				lowers = append(lowers, tree(t, files))
			}
			want := slices.Clone(test.want)
			slices.Sort(want)
			if got := changesOf(t, open(t, tree(t, test.upper), lowers...)); !reflect.DeepEqual(got, want) {
				t.Errorf("%q, want %q", got, want)
			}
		})
	}
}

func many(prefix string, n int) map[string]string {
	files := map[string]string{}
	for i := range n {
		files[fmt.Sprint(prefix, i)] = "x"
	}
	return files
}

func manyLines(prefix string, n int) []string {
	var lines []string
	for i := range n {
		lines = append(lines, fmt.Sprint(prefix, i))
	}
	return lines
}

// TestChangesDetails has what an inode and the image tell.
// TestMarksOfAnIntruder has attributes that anybody can set hide nothing, except
// on a mount that keeps its marks there.
func TestMarksOfAnIntruder(t *testing.T) {
	lower := tree(t, map[string]string{"bin/ls": "good", "etc/a": "a"})
	upper := tree(t, map[string]string{"bin/ls": "evil", "tmp/x": "evil", "etc/b": "b"})
	for name, mark := range map[string]string{"bin/ls": "metacopy", "tmp/x": "metacopy", "etc": "opaque"} {
		if err := unix.Setxattr(filepath.Join(upper, name), "user.overlay."+mark, []byte("y"), 0); err != nil {
			t.Fatal(err)
		}
	}
	merged := open(t, upper, lower)
	if got, want := changesOf(t, merged), []string{"A /etc/b", "A /tmp", "A /tmp/x", "M /bin", "M /bin/ls", "M /etc"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	if f, err := merged.OpenUpper("/tmp/x"); err != nil {
		t.Error(err)
	} else {
		f.Close()
	}
	rootless, err := Open(upper, []string{lower}, User)
	if err != nil {
		t.Fatal(err)
	}
	defer rootless.Close()
	if got, want := changesOf(t, rootless), []string{"A /etc/b", "A /tmp", "A /tmp/x", "D /etc/a", "M /etc"}; !slices.Equal(got, want) {
		t.Errorf("rootless: %q, want %q", got, want)
	}
}

func TestChangesDetails(t *testing.T) {
	lower := tree(t, map[string]string{"bin/su": "su", "old/a/b": "x"})
	upper := tree(t, map[string]string{"bin/su": "other", "old": "->/dev/null"})
	if err := os.Chmod(filepath.Join(upper, "bin/su"), fs.ModeSetuid|0o755); err != nil {
		t.Fatal(err)
	}
	result, err := open(t, upper, lower).Changes(t.Context())
	if err != nil || len(result.Changes) != 3 {
		t.Fatalf("%+v, %v", result, err)
	}
	su, old := result.Changes[1], result.Changes[2]
	if su.Mode != 0o4755 || su.Size != 5 || su.Was == nil || su.Was.Mode != 0o644 || su.Was.Size != 2 || su.Ctime.IsZero() || !su.Mtime.Equal(then) {
		t.Errorf("%+v, was %+v", su, su.Was)
	}
	if old.Type != document.Symlink || old.LinkTarget != "/dev/null" || !reflect.DeepEqual(old.Lost, []string{"/old/a", "/old/a/b"}) {
		t.Errorf("%+v", old)
	}
}

// TestChangesDeep bounds the walk into what an attacker nested.
func TestChangesDeep(t *testing.T) {
	upper := t.TempDir()
	at, err := os.OpenRoot(upper)
	if err != nil {
		t.Fatal(err)
	}
	for range maxDepth + 20 {
		if err := at.Mkdir("d", 0o755); err != nil {
			t.Fatal(err)
		}
		below, err := at.OpenRoot("d")
		if err != nil {
			t.Fatal(err)
		}
		at.Close()
		at = below
	}
	at.Close()
	result, err := open(t, upper).Changes(t.Context())
	if err != nil || !strings.Contains(result.Cut, "nested deeper") || len(result.Changes) < maxDepth {
		t.Errorf("%d changes, cut %q, %v", len(result.Changes), result.Cut, err)
	}
}

// TestOpen never leaves the container's root, nor waits for a device.
func TestOpen(t *testing.T) {
	secret := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(secret, []byte("the host's"), 0o600); err != nil {
		t.Fatal(err)
	}
	lower := tree(t, map[string]string{"etc/passwd": "image", "etc/gone": "x", "usr/lib/x": "lib", "dir/hidden": "x", "etc/secret": "mine"})
	upper := tree(t, map[string]string{
		"etc/new": "new", "etc/gone": "-", "lib": "->usr/lib", "abs": "->/etc/passwd",
		"up": "->../../../../../../etc/passwd", "out": "->" + secret, "loop": "->loop", "dir//": "",
	})
	if err := unix.Mkfifo(filepath.Join(upper, "fifo"), 0o644); err != nil {
		t.Fatal(err)
	}
	merged := open(t, upper, lower)
	for name, want := range map[string]string{
		"/etc/new": "new", "/etc/passwd": "image", "/lib/x": "lib", "/abs": "image", "/up": "image",
		"/../../etc/passwd": "image",
	} {
		f, err := merged.Open(name)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		text, err := io.ReadAll(f)
		f.Close()
		if err != nil || string(text) != want {
			t.Errorf("%s: %q, %v, want %q", name, text, err, want)
		}
	}
	for _, name := range []string{"/etc/gone", "/none", "/out", "/loop", "/fifo", "/etc", "/dir/hidden"} {
		if f, err := merged.Open(name); err == nil {
			f.Close()
			t.Errorf("%s was opened", name)
		}
	}
	if _, err := merged.Open("/etc/gone"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a deleted file: %v", err)
	}
}

func TestCapabilities(t *testing.T) {
	// struct vfs_ns_cap_data of <linux/capability.h>: revision 2, effective.
	netRaw := []byte{1, 0, 0, 2, 0, 0x20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}
	if got := Capabilities(netRaw); !reflect.DeepEqual(got, []string{"CAP_NET_RAW"}) {
		t.Errorf("%v, want CAP_NET_RAW", got)
	}
	for _, malformed := range [][]byte{nil, {1}, netRaw[:7], make([]byte, 20)} {
		if got := Capabilities(malformed); len(got) != 0 {
			t.Errorf("%v has %v", malformed, got)
		}
	}
}

func FuzzCapabilities(f *testing.F) {
	f.Add([]byte{1, 0, 0, 2, 0, 0x20, 0, 0, 0, 0, 0, 0})
	f.Fuzz(func(t *testing.T, attribute []byte) { Capabilities(attribute) })
}
