package layers

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rummage-scanner/rummage/collectors"
	"github.com/rummage-scanner/rummage/document"
)

type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// piped has a writer make what is read, so that nobody holds all of it.
func piped(t *testing.T, write func(io.Writer) error) io.Reader {
	t.Helper()
	r, w := io.Pipe()
	go func() { w.CloseWithError(write(w)) }()
	t.Cleanup(func() { r.Close() })
	return r
}

// zipped packs what is written as a layer with gzip.
func zipped(t *testing.T, write func(*tar.Writer) error) io.Reader {
	t.Helper()
	return piped(t, func(w io.Writer) error {
		z, err := gzip.NewWriterLevel(w, gzip.BestSpeed)
		if err != nil {
			return err
		}
		archive := tar.NewWriter(z)
		return errors.Join(write(archive), archive.Close(), z.Close())
	})
}

// look reads a little of each file, as a visitor with a bound does.
func look(f collectors.File) error {
	_, err := io.CopyN(io.Discard, f.Content, 1<<20)
	if errors.Is(err, io.EOF) {
		err = nil
	}
	return err
}

// tight is a budget of few bytes.
func tight(free int64) *budget {
	b := newBudget()
	b.free = free
	return b
}

// TestBomb has half a GB of zeros in half a MB: it is read in little memory, or
// refused where the bound is lower.
func TestBomb(t *testing.T) {
	write := func(w *tar.Writer) error {
		const size = 512 << 20
		if err := w.WriteHeader(&tar.Header{Name: "first", Mode: 0o644}); err != nil {
			return err
		}
		if err := w.WriteHeader(&tar.Header{Name: "zeros", Size: size, Mode: 0o644}); err != nil {
			return err
		}
		_, err := io.CopyN(w, zeros{}, size)
		return err
	}
	before := heap()
	l, err := Reader{Visit: look}.Read(t.Context(), zipped(t, write), "layer x")
	if err != nil || len(l.Files) != 2 || l.Files[1].Size != 512<<20 {
		t.Fatal(err, l)
	}
	if grown := int64(heap()) - int64(before); grown > 32<<20 {
		t.Errorf("the heap grew by %d MiB", grown>>20)
	}
	low := func() Reader { return Reader{Visit: look, budget: tight(64 << 20)} }
	_, err = low().Read(t.Context(), zipped(t, write), "layer x")
	if !errors.As(err, new(*collectors.Unusable)) || !errors.Is(err, errBomb) || !strings.HasPrefix(err.Error(), "layer x: at zeros: ") {
		t.Error(err)
	}
	// The same in an archive that is compressed as a whole, where layers are of no
	// size of their own.
	_, err = low().ReadStream(t.Context(), zipped(t, func(w *tar.Writer) error {
		for i := range 8 {
			if err := w.WriteHeader(&tar.Header{Name: fmt.Sprintf("%d/layer.tar", i), Size: 32 << 20, Mode: 0o644}); err != nil {
				return err
			}
			if err := tar.NewWriter(w).WriteHeader(&tar.Header{Name: "zeros", Size: 32<<20 - 512, Mode: 0o644}); err != nil {
				return err
			}
			if _, err := io.CopyN(w, zeros{}, 32<<20-512); err != nil {
				return err
			}
		}
		return nil
	}), Platform{})
	if !errors.As(err, new(*collectors.Unusable)) || !errors.Is(err, errBomb) {
		t.Error(err)
	}
}

// TestHoles has sparse files, which are large without a byte in the archive.
func TestHoles(t *testing.T) {
	var b bytes.Buffer
	for i := range 100 {
		b.Write(header(fmt.Sprintf("hole-%d", i), tar.TypeGNUSparse, 1<<40))
	}
	b.Write(make([]byte, 1024))
	rd := Reader{Visit: look, budget: tight(16 << 20)}
	if _, err := rd.Read(t.Context(), &b, "layer x"); !errors.Is(err, errBomb) || !strings.Contains(err.Error(), "at hole-") {
		t.Error(err)
	}
}

// header is one in GNU's form, which package tar does not write for all types. A
// sparse file is one hole.
func header(name string, kind byte, size int64) []byte {
	h := make([]byte, 512)
	copy(h, name)
	copy(h[100:], "0000644\x000000000\x000000000\x0000000000000\x0000000000000\x00")
	h[156] = kind
	copy(h[257:], "ustar  \x00")
	at := 124
	if kind == tar.TypeGNUSparse {
		at = 483 // of the whole file: nothing of it is in the archive
	}
	h[at] = 0x80
	for i := range 8 {
		h[at+11-i] = byte(size >> (8 * i))
	}
	copy(h[148:], "        ")
	sum := 0
	for _, c := range h {
		sum += int(c)
	}
	copy(h[148:], fmt.Sprintf("%06o\x00 ", sum))
	return h
}

// TestManyEntries has more entries, or more in their names, than there is room for
// in an image: those that come first are looked at.
func TestManyEntries(t *testing.T) {
	write := func(w *tar.Writer) error {
		for i := range 1000 {
			if err := w.WriteHeader(&tar.Header{Name: fmt.Sprintf("dir/%03d", i), Mode: 0o644}); err != nil {
				return err
			}
		}
		return nil
	}
	for cut, b := range map[string]bounds{
		"the image has more than 100 entries, such as dir/100":        {free: maxFree, entries: 100, names: maxNames},
		"the image has names of more than 800 bytes, such as dir/100": {free: maxFree, entries: MaxFiles, names: 800},
	} {
		l, err := Reader{Visit: look, budget: &budget{bounds: b}}.Read(t.Context(), zipped(t, write), "layer x")
		if err != nil || len(l.Files) != 100 || !slices.Equal(l.Cut, []string{cut}) || !l.over {
			t.Errorf("%s: %v, %d files, %q", cut, err, len(l.Files), l.Cut)
		}
	}
}

// TestCut has entries that could be in no file system: others are looked at, and
// the layer says which were not.
func TestCut(t *testing.T) {
	long := strings.Repeat("n", 5000)
	for cut, i := range map[string]item{
		"entries with names longer than 4096 bytes were not looked at, such as nnn": {name: long, content: "x"},
		"links to names longer than 4096 bytes were not looked at, such as link":    {name: "link", kind: tar.TypeSymlink, link: long},
		"entries below more than 256 directories were not looked at, such as d/d/d": {name: strings.Repeat("d/", 1000) + "x", content: "x"},
	} {
		l, contents, err := readLayer(t, layerOf(t, i, item{name: "a", content: "a"}))
		if err != nil || len(l.Files) != 1 || contents["/a"] != "a" || len(l.Cut) != 1 || !strings.HasPrefix(l.Cut[0], cut) || len(l.Cut[0]) > 250 {
			t.Errorf("%s: %v, %d files, cut %q", cut, err, len(l.Files), l.Cut)
		}
	}
	// A name of 4 MB is one that package tar does not take.
	data := layerOf(t, item{name: "a", content: "a"})
	data = append(data[:len(data)-1024], header("././@LongLink", 'L', 4<<20)...)
	data = append(append(data, bytes.Repeat([]byte("n"), 4<<20)...), header("n", tar.TypeReg, 0)...)
	_, _, err := readLayer(t, append(data, make([]byte, 1024)...))
	if !errors.As(err, new(*collectors.Unusable)) || !strings.HasPrefix(err.Error(), "layer x: at a: ") {
		t.Error(err)
	}
}

// TestOdd has names and links that honest layers do not have. Each is taken to be
// what whoever unpacks the layer makes of it, and told of.
func TestOdd(t *testing.T) {
	for name, test := range map[string]struct {
		items []item
		want  []string // path, type, and where links lead
		odd   string
	}{
		"up":                              {[]item{{name: "a/../../../etc/cron.d/x", content: "x"}}, []string{"/etc/cron.d/x file"}, "names that leave the root"},
		"absolute":                        {[]item{{name: "/etc/cron.d/x", content: "x"}}, []string{"/etc/cron.d/x file"}, ""},
		"a name of dots":                  {[]item{{name: "a/./b/../..c", content: "x"}}, []string{"/a/..c file"}, ""},
		"the root":                        {[]item{{name: "./"}, {name: "..", content: "x"}}, nil, "names that leave the root"},
		"a symbolic link out of the root": {[]item{{name: "l", kind: tar.TypeSymlink, link: "../../../../etc"}}, []string{"/l symlink ../../../../etc"}, ""},
		"below a symbolic link": {
			[]item{{name: "srv/l", kind: tar.TypeSymlink, link: "../../../etc/cron.d"}, {name: "srv/l/x", content: "x"}},
			[]string{"/srv/l symlink ../../../etc/cron.d", "/etc/cron.d/x file"}, "names below symbolic links",
		},
		"below links to links": {
			[]item{{name: "a", kind: tar.TypeSymlink, link: "/b"}, {name: "b", kind: tar.TypeSymlink, link: "etc"}, {name: "h", kind: tar.TypeLink, link: "a"}, {name: "h/d/x", content: "x"}},
			[]string{"/a symlink /b", "/b symlink etc", "/h symlink /b", "/etc/d/x file"}, "names below symbolic links",
		},
		"links in a circle": {
			[]item{{name: "a", kind: tar.TypeSymlink, link: "b/c"}, {name: "b", kind: tar.TypeSymlink, link: "a/d"}, {name: "a/x", content: "x"}},
			nil, "names below symbolic links",
		},
		"a link that became a directory": {
			[]item{{name: "a", kind: tar.TypeSymlink, link: "/etc"}, {name: "a/"}, {name: "a/x", content: "x"}},
			[]string{"/a symlink /etc replaced", "/a directory", "/a/x file"}, "",
		},
		"a hard link out of the root": {
			[]item{{name: "etc/shadow", content: "x"}, {name: "l", kind: tar.TypeLink, link: "../../etc/shadow"}},
			[]string{"/etc/shadow file", "/l file = /etc/shadow"}, "hard links out of the root",
		},
		"whiteouts of nothing": {[]item{{name: "a/.wh.."}, {name: ".wh."}, {name: "a/.wh..."}}, nil, "deletions of nothing"},
	} {
		t.Run(name, func(t *testing.T) {
			l, contents, err := readLayer(t, layerOf(t, test.items...))
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, f := range l.Files {
				line := f.Path + " " + string(f.Type)
				if f.LinkTarget != "" {
					line += " " + f.LinkTarget
				}
				if f.HardLink != "" && f.Type == document.Regular {
					line += " = " + f.HardLink
				}
				if f.DeletedIn != "" {
					line += " replaced"
				}
				got = append(got, line)
				if f.Type == document.Regular && f.HardLink == "" && contents[f.Path] != "x" {
					t.Errorf("%s was not visited", f.Path)
				}
			}
			if diff := cmp.Diff(test.want, got); diff != "" && test.want != nil {
				t.Error(diff)
			}
			if odd := strings.Join(l.Odd, "; "); !strings.HasPrefix(odd, test.odd) || test.odd == "" && odd != "" {
				t.Errorf("odd: %q", odd)
			}
		})
	}
}

// TestLinksAcrossLayers has hard links to what lower layers have, and to what is
// nowhere.
func TestLinksAcrossLayers(t *testing.T) {
	one, _, _ := readLayer(t, layerOf(t, item{name: "bin/sh", content: "shell"}, item{name: "bin/old", content: "o"}))
	two, _, _ := readLayer(t, layerOf(t, item{name: "bin/.wh.old"}))
	three, contents, err := readLayer(t, layerOf(t,
		item{name: "x", content: "first"}, item{name: "y", kind: tar.TypeLink, link: "x"}, item{name: "x", content: "second!"},
		item{name: "l", kind: tar.TypeLink, link: "bin/sh"}, item{name: "m", kind: tar.TypeLink, link: "l"}, item{name: "none", kind: tar.TypeLink, link: "bin/old"}))
	if err != nil {
		t.Fatal(err)
	}
	merged := Merge([]*Layer{one, two, three})
	var got []string
	for _, link := range merged.Links {
		got = append(got, fmt.Sprintf("%s = %s of %d bytes", link[0].Path, link[1].Path, link[0].Size))
	}
	// A link keeps what it was made to, whatever comes in its place.
	if diff := cmp.Diff([]string{"/y = /x of 5 bytes", "/l = /bin/sh of 5 bytes", "/m = /l of 5 bytes"}, got); diff != "" {
		t.Error(diff)
	}
	if len(merged.Lost) != 1 || merged.Lost[0].Path != "/none" || contents["/x"] != "second!" {
		t.Error(merged.Lost, contents)
	}
}

// TestLayerTwice has the same layer come twice: what a container sees is not taken
// for deleted.
func TestLayerTwice(t *testing.T) {
	data := layerOf(t, item{name: "a", content: "a"})
	opened := 0
	source := Source{Part: "layer", DiffID: DigestOf(data), Open: func(context.Context) (io.ReadCloser, error) {
		opened++
		return io.NopCloser(bytes.NewReader(data)), nil
	}}
	layers, _, err := Reader{Visit: look}.ReadAll(t.Context(), slices.Repeat([]Source{source}, 3))
	if err != nil {
		t.Fatal(err)
	}
	files := Merge(layers).Files
	if len(files) != 1 || files[0].DeletedIn != "" || opened != 1 {
		t.Errorf("%d files, opened %d times", len(files), opened)
	}
}

// TestClaims has sources that are not what their image says.
func TestClaims(t *testing.T) {
	data := layerOf(t, item{name: "a", content: "a"})
	sound := Source{Part: "layer x", DiffID: DigestOf(data), Digest: DigestOf(data), Size: int64(len(data))}
	if _, _, err := (Reader{Visit: look}).ReadAll(t.Context(), []Source{opened(sound, data)}); err != nil {
		t.Error(err)
	}
	wrong := DigestOf([]byte("other"))
	for name, change := range map[string]func(*Source){
		"diff ID":   func(s *Source) { s.DiffID = wrong },
		"digest":    func(s *Source) { s.Digest = wrong },
		"too small": func(s *Source) { s.Size-- },
		"too large": func(s *Source) { s.Size++ },
	} {
		source := sound
		change(&source)
		_, _, err := (Reader{Visit: look}).ReadAll(t.Context(), []Source{opened(source, data)})
		if !errors.As(err, new(*collectors.Unusable)) || !strings.HasPrefix(err.Error(), "layer x: ") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func opened(s Source, data []byte) Source {
	s.Open = func(context.Context) (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(data)), nil }
	return s
}
