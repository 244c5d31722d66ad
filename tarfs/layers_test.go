package tarfs

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// piled writes layers into one file, as docker save does, and opens them. Every other
// layer is compressed.
func piled(t *testing.T, o Options, layers ...[]item) (*FS, *[]string) {
	t.Helper()
	name := filepath.Join(t.TempDir(), "image.tar")
	var outer bytes.Buffer
	w := tar.NewWriter(&outer)
	var list []Layer
	for i, items := range layers {
		b := archiveOf(t, items...)
		if i%2 == 1 {
			b = gzipped9(t, b)
		}
		if err := w.WriteHeader(&tar.Header{Name: fmt.Sprintf("%d/layer.tar", i), Typeflag: tar.TypeReg, Size: int64(len(b))}); err != nil {
			t.Fatal(err)
		}
		list = append(list, Layer{Name: fmt.Sprintf("sha256:%d", i), File: name, Offset: int64(outer.Len()), Size: int64(len(b))})
		if _, err := w.Write(b); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(name, outer.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	var notices []string
	o.Notice = func(s string) { notices = append(notices, s) }
	f, err := OpenLayers(t.Context(), list, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f, &notices
}

func gzipped9(t testing.TB, content []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write(content); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestLayers(t *testing.T) {
	base := []item{dir("a/"), file("a/b", "1"), file("a/c", "2"), file("d", "3"), symlink("l", "a")}
	for _, test := range []struct {
		name   string
		layers [][]item
		want   string
	}{
		{"one", [][]item{base}, "a/ a/b=1 a/c=2 d=3 l"},
		{"added and replaced", [][]item{base, {file("a/b", "x"), file("e", "y")}}, "a/ a/b=x a/c=2 d=3 e=y l"},
		{"a whiteout", [][]item{base, {file("a/.wh.b", "")}}, "a/ a/c=2 d=3 l"},
		{"a whiteout of a directory", [][]item{base, {file(".wh.a", "")}}, "d=3 l"},
		{"a whiteout and a new one", [][]item{base, {file(".wh.a", ""), file("a/n", "4")}}, "a/ a/n=4 d=3 l"},
		{"opaque", [][]item{base, {dir("a/"), file("a/.wh..wh..opq", ""), file("a/n", "4")}}, "a/ a/n=4 d=3 l"},
		{"opaque, its mark last", [][]item{base, {file("a/n", "4"), file("a/.wh..wh..opq", "")}}, "a/ a/n=4 d=3 l"},
		{"an opaque root", [][]item{base, {file(".wh..wh..opq", ""), file("n", "4")}}, "n=4"},
		{"a whiteout of what no layer has", [][]item{base, {file(".wh.none", "")}}, "a/ a/b=1 a/c=2 d=3 l"},
		{"a whiteout in its own layer", [][]item{{file("x", "1"), file(".wh.x", "")}, base}, "a/ a/b=1 a/c=2 d=3 l x=1"},
		{"added again", [][]item{base, {file(".wh.d", "")}, {file("d", "5")}}, "a/ a/b=1 a/c=2 d=5 l"},
		{"deleted twice", [][]item{base, {file("a/n", "6")}, {file(".wh.a", "")}, {file("a/m", "7")}}, "a/ a/m=7 d=3 l"},
		{"a directory replaced by a file", [][]item{base, {file("a", "f")}}, "a=f d=3 l"},
		{"a file replaced by a directory", [][]item{base, {file("d/x", "g")}}, "a/ a/b=1 a/c=2 d/ d/x=g l"},
		{"there and back", [][]item{base, {file("a", "f")}, {file("a/n", "8")}}, "a/ a/n=8 d=3 l"},
		{"a symbolic link replaced by a directory", [][]item{base, {dir("l/"), file("l/n", "9")}}, "a/ a/b=1 a/c=2 d=3 l/ l/n=9"},
		{"a hard link into a lower layer", [][]item{base, {hardLink("h", "a/b")}}, "a/ a/b=1 a/c=2 d=3 h=1 l"},
		{"a hard link to what is deleted above", [][]item{base, {hardLink("h", "a/b")}, {file("a/.wh.b", "")}}, "a/ a/c=2 d=3 h=1 l"},
	} {
		t.Run(test.name, func(t *testing.T) {
			f, notices := piled(t, Options{CacheDir: t.TempDir()}, test.layers...)
			got := names(t, f)
			if strings.Join(got, " ") != test.want || len(*notices) > 0 {
				t.Errorf("got %q, want %q, notices %q", got, test.want, *notices)
			}
			sameWithHidden(t, f)
		})
	}
}

// sameWithHidden checks that what Walk calls hidden is all that cannot be seen.
func sameWithHidden(t *testing.T, f *FS) {
	t.Helper()
	err := f.Walk(t.Context(), func(e *Entry) error {
		seen, ok := f.Lookup(e.Path)
		shown := ok && seen.Layer == e.Layer && seen.Index == e.Index
		if shown == e.Hidden {
			t.Errorf("entry %d of layer %d, %s: hidden is %v", e.Index, e.Layer, e.Path, e.Hidden)
		}
		versions := f.Versions(e.Path)
		if !slices.ContainsFunc(versions, func(v *Entry) bool { return v.Layer == e.Layer && v.Index == e.Index && v.Hidden == e.Hidden }) {
			t.Errorf("entry %d of layer %d, %s, is no version", e.Index, e.Layer, e.Path)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

func TestLayersFS(t *testing.T) {
	f, _ := piled(t, Options{}, []item{dir("a/"), file("a/b", "1"), file("a/c", "2"), symlink("l", "a")}, []item{file("a/.wh.b", ""), file("a/d", "3")})
	if err := fstest.TestFS(f, "a/c", "a/d", "l"); err != nil {
		t.Error(err)
	}
	if _, err := f.Stat("a/.wh.b"); err == nil {
		t.Error("a whiteout is seen")
	}
	info, err := f.Stat("a")
	if err != nil || info.Mode() != fs.ModeDir|0o750 || info.Sys().(*Entry).Layer != 0 {
		t.Errorf("a is %v of %+v, %v", info, info.Sys(), err)
	}
}

func TestLayersAreKept(t *testing.T) {
	cache := t.TempDir()
	for range 2 {
		piled(t, Options{CacheDir: cache}, []item{file("a", "1")}, []item{file("b", "2")})
	}
	if found, _ := filepath.Glob(filepath.Join(cache, "*.rummage-index")); len(found) != 2 {
		t.Errorf("the cache has %q", found)
	}
}

// An engine ends at the end of the archive: what follows is no part of the image.
func TestLayerEnds(t *testing.T) {
	b := append(archiveOf(t, file("a", "1")), archiveOf(t, file("b", "2"))...)
	var notices []string
	f, err := OpenLayers(t.Context(), []Layer{{Name: "x", File: written(t, "l.tar", b)}}, Options{Notice: func(s string) { notices = append(notices, s) }})
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if got := names(t, f); !slices.Equal(got, []string{"a=1"}) || len(notices) != 1 || !strings.Contains(notices[0], "left out") {
		t.Errorf("got %q, notices %q", got, notices)
	}
}

func TestLayerOutside(t *testing.T) {
	name := written(t, "l.tar", archiveOf(t, file("a", "1")))
	for _, l := range []Layer{{File: name, Offset: -1}, {File: name, Offset: 1 << 40}, {File: name, Size: -1}} {
		if f, err := OpenLayers(t.Context(), []Layer{l}, Options{}); err == nil {
			f.Close()
			t.Errorf("%+v is opened", l)
		}
	}
}
