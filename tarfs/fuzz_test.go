package tarfs

import (
	"archive/tar"
	"bytes"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// exercise does with an archive all that can be done, and tells what a Walk saw. No
// bytes may make any of it fail to end, or panic.
func exercise(t *testing.T, f *FS) {
	t.Helper()
	for _, name := range []string{".", "a", "a/b", "none"} {
		f.Lookup(name)
		f.Versions(name)
		if _, err := f.ReadDir(name); err == nil {
			continue
		}
		f.Stat(name)
	}
	entries := 0
	err := f.Walk(t.Context(), func(e *Entry) error {
		if !valid(e.Path) {
			t.Errorf("the path %q leads out of the root", e.Path)
		}
		if entries++; entries > 200 {
			return fs.SkipAll
		}
		file, err := f.OpenEntry(e)
		if err != nil || !e.IsRegular() {
			return nil
		}
		var part [1000]byte
		file.Read(part[:])
		file.ReadAt(part[:], e.Size-500)
		return nil
	})
	if err != nil {
		t.Log(err)
	}
	f.HashAll(t.Context(), func(*Entry, [32]byte) error { return nil })
}

func FuzzTar(f *testing.F) {
	f.Add(archiveOf(f, dir("a/"), file("a/b", "1"), symlink("l", "a"), hardLink("h", "a/b"), file("l/x", "2"), file("a", "3")))
	for _, name := range []string{"gnu-sparse", "gnu-sparse00", "gnu-sparse01", "gnu-sparse10"} {
		b, err := os.ReadFile("testdata/" + name + ".tar.gz")
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
		z := newInflater(bytes.NewReader(b[10:]), 0, nil)
		if z.more() == nil {
			f.Add(bytes.Clone(z.out[:min(z.w, 16<<10)]))
		}
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		name := written(t, "a.tar", b)
		for _, image := range []bool{false, true} {
			a, err := open(t.Context(), []Layer{{File: name}, {File: name}}[:1], Options{}, image)
			if err != nil {
				t.Fatal(err)
			}
			exercise(t, a)
			a.Close()
		}
	})
}

// FuzzLayers takes two layers, and repairs the sums of headers, without which little of
// them would be read.
func FuzzLayers(f *testing.F) {
	f.Add(archiveOf(f, dir("a/"), file("a/b", "1"), symlink("l", "a")), archiveOf(f, file("a/.wh.b", ""), file("l/c", "2"), hardLink("h", "a/b")))
	f.Add(archiveOf(f, file("a", "1")), archiveOf(f, dir("a/"), file("a/.wh..wh..opq", "")))
	f.Fuzz(func(t *testing.T, lower, upper []byte) {
		sum(lower)
		sum(upper)
		a, err := OpenLayers(t.Context(), []Layer{{Name: "l", File: written(t, "l", lower)}, {Name: "u", File: written(t, "u", upper)}}, Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer a.Close()
		exercise(t, a)
	})
}

// sum sets the sums of all blocks.
func sum(b []byte) {
	for ; len(b) >= blockSize; b = b[blockSize:] {
		if isZero(b[:blockSize]) {
			continue
		}
		copy(b[148:156], "        ")
		n := 0
		for _, c := range b[:blockSize] {
			n += int(c)
		}
		for i := 5; i >= 0; i-- {
			b[148+i] = '0' + byte(n&7)
			n >>= 3
		}
	}
}

// FuzzIndex has an index that says anything, with sums that are right. What it says is
// then wrong, but nothing worse.
func FuzzIndex(f *testing.F) {
	items := archiveOf(f, dir("a/"), file("a/b", "1"), symlink("l", "a"), hardLink("h", "a/b"), file("a/c", "2"))
	name := written(f, "a.tar", items)
	a, err := openArchive(f.Context(), Layer{File: name}, Options{Notice: func(string) {}}, false)
	if err != nil {
		f.Fatal(err)
	}
	defer a.close()
	whole := make([]byte, pageSize*a.ix.Pages)
	if _, err := a.ix.pages.f.ReadAt(whole, 0); err != nil {
		f.Fatal(err)
	}
	h := a.ix.indexHeader
	f.Add(uint32(0), []byte{}, h.NodesAt)
	for _, at := range []int64{pageSize, h.NamesAt, h.PlacesAt, h.NodesAt, h.NodesAt + nodeSize} {
		f.Add(uint32(at), []byte{0xff, 0xff, 0xff}, h.NodesAt)
	}
	f.Add(uint32(pageSize), []byte{0x80, 1}, h.Records+1)
	f.Fuzz(func(t *testing.T, at uint32, bytes []byte, nodesAt int64) {
		b := append([]byte{}, whole...)
		copy(b[min(int(at), len(b)):], bytes)
		file, err := os.Create(filepath.Join(t.TempDir(), "index"))
		if err != nil {
			t.Fatal(err)
		}
		w := newPageWriter(file)
		if _, err := w.Write(b[pageSize:]); err != nil {
			t.Fatal(err)
		}
		damaged := h
		damaged.NodesAt = nodesAt
		if err := damaged.write(w); err != nil {
			t.Fatal(err)
		}
		ix, err := openIndex(file)
		if err != nil {
			file.Close()
			return
		}
		defer ix.pages.close()
		exercise(t, &FS{layers: []*archive{{ix: ix, src: a.src, content: a.src}}, notice: func(string) {}})
	})
}

func FuzzGzip(f *testing.F) {
	f.Add(gzipped9(f, archiveOf(f, file("a", "1"))))
	f.Add(append(gzipped9(f, []byte("a")), gzipped9(f, archiveOf(f, file("a", "1")))...))
	f.Add([]byte("\x1f\x8b\x08\x1e\x00\x00\x00\x00\x00\x00\x02\x00ab"))
	fuzzCodec(f, gzipCodec{})
}

func FuzzXZ(f *testing.F) {
	f.Add(mustRead(f, "testdata/small.tar.xz"))
	fuzzCodec(f, xzCodec{})
}

func FuzzZstd(f *testing.F) {
	f.Add(append(skippable("x"), zstded(f, archiveOf(f, file("a", "1")))...))
	fuzzCodec(f, zstdCodec{})
}

func mustRead(t testing.TB, name string) []byte {
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// fuzzCodec decompresses from the beginning, and from each restart.
func fuzzCodec(f *testing.F, c codec) {
	f.Fuzz(func(t *testing.T, b []byte) {
		src := io.NewSectionReader(bytes.NewReader(b), 0, int64(len(b)))
		const most = 8 << 20
		var marks []restart
		r, err := c.all(src, func(r restart, _ []byte) error { marks = append(marks, r); return nil })
		if err != nil {
			return
		}
		n, err := io.Copy(io.Discard, io.LimitReader(r, most))
		if closer, ok := r.(interface{ Close() }); ok {
			closer.Close()
		}
		for _, m := range marks {
			if m.out > n || m.in > int64(len(b)) {
				t.Errorf("restart at %+v of %d bytes, %v", m, n, err)
			}
		}
	})
}

// TestRandomArchives compares random archives with what the standard library reads of
// them, one entry after the other.
func TestRandomArchives(t *testing.T) {
	for seed := range uint64(200) {
		r := rand.New(rand.NewPCG(seed, 3))
		b := archiveOf(t, randomItems(r)...)
		f, notices := opened(t, written(t, "a.tar", b), Options{})
		want := tar.NewReader(bytes.NewReader(b))
		leftOut := 0
		err := f.Walk(t.Context(), func(e *Entry) error {
			h, err := want.Next()
			for err == nil && !h.ModTime.Equal(e.Mtime) { // it was left out, below a loop
				leftOut++
				h, err = want.Next()
			}
			if err != nil {
				return err
			}
			content, err := io.ReadAll(want)
			if err != nil {
				return err
			}
			sameEntry(t, f, e, h, content)
			return nil
		})
		if err != nil {
			t.Error(err)
		}
		for _, err = want.Next(); err == nil; _, err = want.Next() {
			leftOut++
		}
		if all := strings.Join(*notices, "\n"); leftOut > 0 && !strings.Contains(all, "left out (too many symbolic links)") || err != io.EOF {
			t.Errorf("%d entries are missing; %v; notices %q", leftOut, err, all)
		}
		sameWithHidden(t, f)
		checkTree(t, f)
		if t.Failed() {
			t.Fatalf("with seed %d", seed)
		}
	}
}

// sameEntry compares an entry with a header.
func sameEntry(t *testing.T, f *FS, e *Entry, h *tar.Header, content []byte) {
	t.Helper()
	// Below a symbolic link, an entry is where that leads.
	if want := path.Clean("/" + h.Name)[1:]; want != e.Path && path.Base(want) != path.Base(e.Path) {
		t.Errorf("%q is said to be at %q", want, e.Path)
	}
	if int64(e.Mode) != h.Mode || e.UID != h.Uid || e.GID != h.Gid || e.Uname != h.Uname || !e.Mtime.Equal(h.ModTime) || e.HardLink != linkOf(h, tar.TypeLink) {
		t.Errorf("got %+v, want %+v", e, h)
	}
	if h.Typeflag == tar.TypeReg {
		file, err := f.OpenEntry(e)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := io.ReadAll(file); err != nil || !bytes.Equal(got, content) || e.Size != h.Size {
			t.Errorf("%q has %d bytes of %d, %v", e.Path, len(got), h.Size, err)
		}
	}
	if h.Typeflag == tar.TypeSymlink && e.LinkTarget != h.Linkname {
		t.Errorf("%q leads to %q, not %q", e.Path, e.LinkTarget, h.Linkname)
	}
}

func linkOf(h *tar.Header, flag byte) string {
	if h.Typeflag == flag {
		return h.Linkname
	}
	return ""
}

func randomItems(r *rand.Rand) []item {
	name := func() string {
		var parts []string
		for range 1 + r.IntN(4) {
			parts = append(parts, []string{"a", "b", "c", "é", strings.Repeat("long", 30)}[r.IntN(5)])
		}
		return strings.Join(parts, "/")
	}
	var items []item
	for k := range r.IntN(40) {
		i := item{tar.Header{Name: name(), Mode: int64(r.IntN(0o10000)), Uid: r.IntN(1 << 22), Gid: r.IntN(3),
			Uname: []string{"", "root", "é"}[r.IntN(3)], ModTime: time.Unix(int64(k-5)*1e9, 0), Format: tar.FormatUnknown}, ""}
		switch r.IntN(6) {
		case 0:
			i.Typeflag, i.Name = tar.TypeDir, i.Name+"/"
		case 1:
			i.Typeflag, i.Linkname = tar.TypeSymlink, name()
		case 2:
			i.Typeflag, i.Linkname = tar.TypeLink, name()
		case 3:
			i.Typeflag = tar.TypeFifo
		default:
			i.Typeflag, i.content = tar.TypeReg, strings.Repeat("x", r.IntN(2000))
		}
		items = append(items, i)
	}
	return items
}

// checkTree checks that what directories list is what can be found, and the reverse.
func checkTree(t *testing.T, f *FS) {
	t.Helper()
	listed := map[string]bool{".": true}
	err := fs.WalkDir(f, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		listed[name] = true
		if e, ok := f.Lookup(name); !ok || e.Type != d.Type() {
			t.Errorf("%s is listed as %v", name, d)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
	err = f.Walk(t.Context(), func(e *Entry) error {
		if !e.Hidden && !listed[e.Path] {
			t.Errorf("%s is not listed", e.Path)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}
