package tarfs

import (
	"bytes"
	"compress/bzip2"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/klauspost/compress/zstd"
	"github.com/ulikunitz/xz"
)

// big is an archive of forty files of up to 1521 units, with what they have: 3 MB for
// a unit of 150.
func big(t testing.TB, unit int) ([]byte, map[string][]byte) {
	t.Helper()
	var items []item
	contents := map[string][]byte{}
	for i := range 40 {
		name := fmt.Sprintf("d%d/f%d", i%7, i)
		contents[name] = compressible(uint64(i), i*i*unit)
		items = append(items, file(name, string(contents[name])))
	}
	return archiveOf(t, items...), contents
}

// inParts compresses parts of it one by one.
func inParts(t testing.TB, b []byte, size int, compress func([]byte) []byte) []byte {
	t.Helper()
	var out []byte
	for len(b) > 0 {
		n := min(size, len(b))
		out = append(out, compress(b[:n])...)
		b = b[n:]
	}
	return out
}

func zstded(t testing.TB, b []byte) []byte {
	t.Helper()
	w, err := zstd.NewWriter(nil)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	return w.EncodeAll(b, nil)
}

func xzed(t testing.TB, c xz.WriterConfig, b []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	w, err := c.NewWriter(&out)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(b); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// skippable is a frame of zstd without content.
func skippable(b string) []byte {
	return append(binary.LittleEndian.AppendUint32([]byte{0x53, 0x2a, 0x4d, 0x18}, uint32(len(b))), b...)
}

func TestCompressed(t *testing.T) {
	b, contents := big(t, 150)
	small, smallContents := big(t, 40)
	for _, test := range []struct {
		name     string
		b        []byte
		restarts int64 // at least
	}{
		{"gzip", gzipped9(t, b), 1},
		{"gzip in members", inParts(t, b, 300_000, func(b []byte) []byte { return gzipped9(t, b) }), 1},
		{"gzip padded with zeros", append(gzipped9(t, b), make([]byte, 1000)...), 1},
		{"zstd", zstded(t, b), 0},
		{"zstd in frames", append(skippable("x"), inParts(t, b, 300_000, func(b []byte) []byte { return append(zstded(t, b), skippable("table")...) })...), 8},
		{"xz", xzed(t, xz.WriterConfig{}, small), 0},
		{"xz in blocks", xzed(t, xz.WriterConfig{BlockSize: 300_000, CheckSum: xz.SHA256}, small), 2},
		{"xz in streams", inParts(t, small, 500_000, func(b []byte) []byte {
			return append(xzed(t, xz.WriterConfig{CheckSum: xz.CRC32}, b), 0, 0, 0, 0)
		}), 1},
	} {
		t.Run(test.name, func(t *testing.T) {
			contents := contents
			if strings.HasPrefix(test.name, "xz") {
				contents = smallContents
			}
			name := written(t, "a.tar", test.b)
			o := Options{CacheDir: t.TempDir()}
			for range 2 {
				f, notices := opened(t, name, o)
				if len(*notices) > 0 {
					t.Errorf("notices %q", *notices)
				}
				if got := f.layers[0].ix.Restarts; got < test.restarts {
					t.Errorf("%d restarts", got)
				}
				readSome(t, f, contents)
			}
		})
	}
}

// readSome reads files whole and in parts, by several goroutines.
func readSome(t *testing.T, f *FS, contents map[string][]byte) {
	t.Helper()
	var group sync.WaitGroup
	for k := range uint64(3) {
		group.Go(func() {
			r := rand.New(rand.NewPCG(k, 2))
			for name, want := range contents {
				if r.IntN(3) > 0 {
					continue
				}
				file, err := f.Open(name)
				if err != nil {
					t.Error(err)
					return
				}
				if got, err := io.ReadAll(file); err != nil || !bytes.Equal(got, want) {
					t.Errorf("%s has %d bytes, %v", name, len(got), err)
				}
				if len(want) == 0 {
					continue
				}
				at := r.IntN(len(want))
				part := make([]byte, r.IntN(len(want)-at)+1)
				if n, err := file.(io.ReaderAt).ReadAt(part, int64(at)); n != len(part) || err != nil && err != io.EOF || !bytes.Equal(part, want[at:at+n]) {
					t.Errorf("%s at %d: %d bytes of %d, %v", name, at, n, len(part), err)
				}
			}
		})
	}
	group.Wait()
}

// TestBzip2 reads an archive that bzip2 has compressed; nothing in Go does.
func TestBzip2(t *testing.T) {
	f, notices := opened(t, "testdata/gnu-sparse.tar.bz2", Options{})
	same, _ := opened(t, "testdata/gnu-sparse.tar.gz", Options{})
	want := map[string][32]byte{}
	hashes := func(f *FS, each func(string, [32]byte)) {
		if err := f.HashAll(t.Context(), func(e *Entry, sum [32]byte) error { each(e.Path, sum); return nil }); err != nil {
			t.Error(err)
		}
	}
	hashes(same, func(name string, sum [32]byte) { want[name] = sum })
	hashes(f, func(name string, sum [32]byte) {
		if want[name] != sum {
			t.Errorf("%s has another content", name)
		}
		delete(want, name)
	})
	if len(want) > 0 || len(*notices) > 0 || f.Len() < 20 {
		t.Errorf("%d files are missing of %d, notices %q", len(want), f.Len(), *notices)
	}
	raw, err := os.Open("testdata/gnu-sparse.tar.bz2")
	if err != nil {
		t.Fatal(err)
	}
	defer raw.Close()
	n, err := io.Copy(io.Discard, bzip2.NewReader(raw))
	if err != nil || f.layers[0].ix.Content != n {
		t.Errorf("%d bytes, not %d, %v", f.layers[0].ix.Content, n, err)
	}
}

func TestDamagedCompression(t *testing.T) {
	b, contents := big(t, 40)
	flipped := func(b []byte, at int) []byte {
		b = bytes.Clone(b)
		b[at] ^= 0xff
		return b
	}
	gz, zs, x := gzipped9(t, b), inParts(t, b, 100_000, func(b []byte) []byte { return zstded(t, b) }), xzed(t, xz.WriterConfig{BlockSize: 100_000}, b)
	for _, test := range []struct {
		name, notice string
		b            []byte
	}{
		{"gzip cut short", "EOF", gz[:len(gz)/2]},
		{"gzip damaged", "damaged", flipped(gz, len(gz)/2)},
		{"gzip with another sum", "checksum", flipped(gz, len(gz)-6)},
		{"gzip and more", "is none", append(bytes.Clone(gz), "more"...)},
		{"zstd cut short", "EOF", zs[:len(zs)/2]},
		{"zstd damaged", "damaged", flipped(zs, len(zs)/2)},
		{"xz cut short", "EOF", x[:len(x)/2]},
		{"xz damaged", "damaged", flipped(x, len(x)/2)},
	} {
		t.Run(test.name, func(t *testing.T) {
			f, notices := opened(t, written(t, "a", test.b), Options{})
			if all := strings.Join(*notices, "\n"); !strings.Contains(all, "the compression is damaged") || !strings.Contains(all, test.notice) {
				t.Errorf("notices %q", all)
			}
			if f.Len() < 15 {
				t.Errorf("only %d entries", f.Len())
			}
			whole := 0
			for name, want := range contents {
				got, err := f.ReadFile(name)
				if err == nil && !bytes.Equal(got, want) && !strings.Contains(test.name, "damaged") {
					t.Errorf("%s has another content", name)
				}
				if err == nil {
					whole++
				}
			}
			if whole < 15 {
				t.Errorf("only %d files can be read", whole)
			}
		})
	}
}

// What takes too much memory is refused, and told.
func TestBigWindows(t *testing.T) {
	w, err := zstd.NewWriter(nil, zstd.WithWindowSize(512<<20), zstd.WithSingleSegment(false))
	if err != nil {
		t.Fatal(err)
	}
	var z bytes.Buffer
	w.Reset(&z)
	if _, err := w.Write(archiveOf(t, file("a", "1"))); err != nil || w.Flush() != nil || w.Close() != nil {
		t.Fatal(err)
	}
	x := xzed(t, xz.WriterConfig{}, archiveOf(t, file("a", "1")))
	x[12+4] = 40 // the size of the window in the header of the block
	binary.LittleEndian.PutUint32(x[12+8:], crc32.ChecksumIEEE(x[12:12+8]))
	for name, b := range map[string][]byte{"zstd": z.Bytes(), "xz": x} {
		f, notices := opened(t, written(t, "a", b), Options{})
		if all := strings.Join(*notices, "\n"); f.Len() != 0 || !strings.Contains(all, "window") {
			t.Errorf("%s: %d entries, notices %q", name, f.Len(), all)
		}
	}
}

func TestCancelDecompression(t *testing.T) {
	b, _ := big(t, 150)
	f, _ := opened(t, written(t, "a", gzipped9(t, b)), Options{})
	stop := errors.New("stop")
	if err := f.HashAll(t.Context(), func(*Entry, [32]byte) error { return stop }); !errors.Is(err, stop) {
		t.Errorf("got %v", err)
	}
	if found, _ := filepath.Glob(filepath.Join(os.TempDir(), "rummage-index-*")); len(found) > 0 {
		t.Errorf("%q are left", found)
	}
}

// counting counts how often it is begun.
type counting struct {
	codec
	begun atomic.Int32
}

func (c *counting) from(src *io.SectionReader, r restart, window []byte) (io.Reader, error) {
	c.begun.Add(1)
	return c.codec.from(src, r, window)
}

// What can only be read from the beginning is not begun anew for each read.
func TestReadOn(t *testing.T) {
	b, contents := big(t, 40)
	f, _ := opened(t, written(t, "a", zstded(t, b)), Options{})
	c := &counting{codec: codecs[zstandard]}
	a := f.layers[0]
	a.content = newInflated(a.src, c, a.ix)
	for _, name := range []string{"d4/f39", "d3/f38"} {
		file, err := f.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		var got bytes.Buffer
		if _, err := io.CopyBuffer(&got, struct{ io.Reader }{file}, make([]byte, 1000)); err != nil || !bytes.Equal(got.Bytes(), contents[name]) {
			t.Errorf("%s has %d bytes, %v", name, got.Len(), err)
		}
	}
	if n := c.begun.Load(); n != 2 {
		t.Errorf("begun %d times for two files, of which the second is before the first", n)
	}
}
