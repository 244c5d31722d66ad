package document

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
)

func sample() []Change {
	return []Change{
		{Path: "/etc", Kind: Modified, Type: Directory},
		{Path: "/etc/passwd", Kind: Modified, Type: Regular, Mode: 0o644},
		{Path: "/tmp/.x/run", Kind: Added, Type: Regular, Mode: 0o755},
		{Path: "/tmp/.x/script", Kind: Added, Type: Regular, Mode: 0o644, Interpreter: "/bin/sh"},
		{Path: "/tmp/elf", Kind: Added, Type: Regular, Mode: 0o644, Magic: "application/x-sharedlib"},
		{Path: "/tmp/link", Kind: Added, Type: Symlink, Mode: 0o777},
		{Path: "/usr/bin/su", Kind: Modified, Type: Regular, Mode: 0o4755},
		{Path: "/var/log/passwd", Kind: Deleted, Mode: 0o755, Type: Regular},
		{Path: "/var/old", Kind: Added, Type: Regular, Lost: []string{"/var/old/a"}},
	}
}

func TestIndex(t *testing.T) {
	changes := sample()
	x := NewIndex(changes)
	for i, c := range changes {
		if x.Path[c.Path] != int32(i) {
			t.Errorf("path %s is at %d, want %d", c.Path, x.Path[c.Path], i)
		}
	}
	for name, c := range map[string]struct{ got, want []int32 }{
		"under /tmp":    {x.Under["/tmp"], []int32{2, 3, 4, 5}},
		"under /tmp/.x": {x.Under["/tmp/.x"], []int32{2, 3}},
		"under /var":    {x.Under["/var"], []int32{7, 8}},
		"under /etc":    {x.Under["/etc"], []int32{1}},
		"under /none":   {x.Under["/none"], nil},
		"named passwd":  {x.Name["passwd"], []int32{1, 7}},
		"executable":    {x.Executable, []int32{2, 3, 4, 6}},
		"setuid":        {x.Setuid, []int32{6}},
		"hidden":        {x.Hidden, []int32{2, 3}},
		"deleted":       {x.Deleted, []int32{7, 8}},
	} {
		if !reflect.DeepEqual(c.got, c.want) {
			t.Errorf("%s: %v, want %v", name, c.got, c.want)
		}
	}
}

// TestIndexAttributes has twins that differ in what decides.
func TestIndexAttributes(t *testing.T) {
	x := NewIndex([]Change{
		{Path: "/a/x.PEM", Kind: Added, Type: Regular, Mode: 0o644},
		{Path: "/a/.pem", Kind: Added, Type: Regular, Mode: 0o644},
		{Path: "/a/pem.", Kind: Added, Type: Regular, Mode: 0o644},
		{Path: "/a/b.tar.pem", Kind: Deleted},
		{Path: "/a/elf", Kind: Added, Type: Regular, Mode: 0o777, Magic: "application/x-executable", Architecture: "amd64"},
		{Path: "/a/lib", Kind: Modified, Type: Regular, Mode: 0o646, Magic: "application/x-sharedlib", Architecture: "arm64"},
		{Path: "/a/script", Kind: Added, Type: Regular, Mode: 0o777, Magic: "text/plain", Interpreter: "/bin/sh"},
		{Path: "/a/data", Kind: Added, Type: Regular, Mode: 0o777, Magic: "text/plain"},
		{Path: "/a/unread", Kind: Added, Type: Regular, Mode: 0o777},
		{Path: "/a/ours", Kind: Added, Type: Regular, Mode: 0o775, Magic: "application/x-executable"},
		{Path: "/a/link", Kind: Added, Type: Symlink, Mode: 0o777},
	})
	for name, c := range map[string]struct{ got, want []int32 }{
		"pem":            {x.Extension["pem"], []int32{0, 3}},
		"no extension":   {x.Extension[""], nil},
		"amd64":          {x.Architecture["amd64"], []int32{4}},
		"arm64":          {x.Architecture["arm64"], []int32{5}},
		"world-writable": {x.WorldWritable, []int32{4, 5, 6, 8}},
	} {
		if !reflect.DeepEqual(c.got, c.want) {
			t.Errorf("%s: %v, want %v", name, c.got, c.want)
		}
	}
}

// TestFileIndex has a path in three layers, of which a container sees one, and
// another that it does not see at all.
func TestFileIndex(t *testing.T) {
	file := func(path, layer, deletedIn string) *File {
		return &File{Change: Change{Path: path, Kind: Added, Type: Regular, Mode: 0o4755}, Layer: layer, DeletedIn: deletedIn}
	}
	packaged := file("/usr/bin/b", "one", "")
	packaged.Package = "b"
	x := NewFileIndex([]*File{
		{Change: Change{Path: "/usr/bin", Kind: Added, Type: Directory, Mode: 0o755}, Layer: "one"},
		file("/usr/bin/a", "one", "two"),
		packaged,
		file("/root/.ssh/id_rsa", "one", "three"),
		file("/usr/bin/a", "two", "three"),
		file("/usr/bin/a", "three", ""),
		file("/a", "three", ""),
	})
	if want := map[string]int32{"/usr/bin": 0, "/usr/bin/a": 5, "/usr/bin/b": 2, "/a": 6}; !reflect.DeepEqual(x.Path, want) {
		t.Errorf("paths: %v, want %v", x.Path, want)
	}
	for name, c := range map[string]struct{ got, want []int32 }{
		"under /usr":  {x.Under["/usr"], []int32{0, 1, 2, 4, 5}},
		"named a":     {x.Name["a"], []int32{1, 4, 5, 6}},
		"setuid":      {x.Setuid, []int32{2, 5, 6}},
		"executable":  {x.Executable, []int32{2, 5, 6}},
		"hidden":      {x.Hidden, nil},
		"deleted":     {x.Deleted, []int32{1, 3, 4}},
		"layer one":   {x.Layer["one"].Files, []int32{1, 2, 3}},
		"unowned one": {x.Layer["one"].Unowned, []int32{1, 3}},
		"layer three": {x.Layer["three"].Files, []int32{5, 6}},
	} {
		if !reflect.DeepEqual(c.got, c.want) {
			t.Errorf("%s: %v, want %v", name, c.got, c.want)
		}
	}
	if want := map[string]int{"/": 3, "/usr": 2, "/usr/bin": 2, "/root": 1, "/root/.ssh": 1}; !reflect.DeepEqual(x.Layer["one"].Under, want) {
		t.Errorf("below the directories of layer one: %v, want %v", x.Layer["one"].Under, want)
	}
}

// TestIndexUnder compares with a walk over all changes, in any order of them.
func TestIndexUnder(t *testing.T) {
	var changes []Change
	for i := range 500 {
		changes = append(changes, Change{Path: fmt.Sprintf("/d%d/e%d/f%d", i%7, i%5, i)})
	}
	x := NewIndex(changes)
	for _, dir := range []string{"/d0", "/d3/e1", "/d6/e4", "/d", "/d3/e"} {
		var want []int32
		for i, c := range changes {
			if strings.HasPrefix(c.Path, dir+"/") {
				want = append(want, int32(i))
			}
		}
		if got := x.Under[dir]; !reflect.DeepEqual(got, want) {
			t.Errorf("under %s: %v, want %v", dir, got, want)
		}
	}
}

// TestIndexDeep bounds what one path of a thousand directories costs.
func TestIndexDeep(t *testing.T) {
	x := NewIndex([]Change{{Path: strings.Repeat("/d", 1000)}})
	if n := len(x.Under); n != maxAncestors {
		t.Errorf("%d directories are indexed, want %d", n, maxAncestors)
	}
}

func TestMode(t *testing.T) {
	for mode, want := range map[Mode]string{0: "0", 0o644: "644", 0o4755: "4755", 0o1777: "1777"} {
		text, err := mode.MarshalText()
		if err != nil || string(text) != want {
			t.Errorf("%o is %s, %v, want %s", mode, text, err, want)
		}
		var back Mode
		if err := back.UnmarshalText(text); err != nil || back != mode {
			t.Errorf("%s came back as %o, %v", text, back, err)
		}
	}
	if err := new(Mode).UnmarshalText([]byte("rwx")); err == nil {
		t.Error("rwx is a mode")
	}
}
