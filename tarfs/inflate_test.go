package tarfs

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"errors"
	"io"
	"math/rand/v2"
	"testing"
)

// inflateAll undoes deflate with the inflater of this package.
func inflateAll(b []byte) ([]byte, error) {
	z := newInflater(bytes.NewReader(b), 0, nil)
	var out bytes.Buffer
	for z.state != atEnd {
		z.room()
		z.rd = z.w
		err := z.more()
		out.Write(z.out[z.rd:z.w])
		z.rd = z.w
		if err != nil {
			return out.Bytes(), err
		}
	}
	return out.Bytes(), nil
}

// compressible has bytes that repeat now and then.
func compressible(seed uint64, n int) []byte {
	r := rand.New(rand.NewPCG(seed, 1))
	b := make([]byte, 0, n)
	for len(b) < n {
		switch r.IntN(3) {
		case 0:
			for range r.IntN(300) {
				b = append(b, byte(r.UintN(256)))
			}
		case 1:
			b = append(b, bytes.Repeat([]byte{byte(r.UintN(4))}, r.IntN(2000))...)
		default:
			if len(b) > 0 {
				at := r.IntN(len(b))
				b = append(b, b[at:min(len(b), at+r.IntN(600))]...)
			}
		}
	}
	return b[:n]
}

func deflated(t testing.TB, level int, content []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := flate.NewWriter(&b, level)
	if err != nil {
		t.Fatal(err)
	}
	_, err = w.Write(content)
	if err := errors.Join(err, w.Close()); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestInflate(t *testing.T) {
	for level := flate.HuffmanOnly; level <= flate.BestCompression; level++ {
		for _, size := range []int{0, 1, 100, windowSize, 3 * inflateOut} {
			content := compressible(uint64(size), size)
			got, err := inflateAll(deflated(t, level, content))
			if err != nil || !bytes.Equal(got, content) {
				t.Errorf("level %d, %d bytes: %d bytes, %v", level, size, len(got), err)
			}
		}
	}
}

// FuzzInflate has the standard library say what is right.
func FuzzInflate(f *testing.F) {
	f.Add([]byte{})
	f.Add([]byte{3, 0})
	for level := flate.HuffmanOnly; level <= flate.BestCompression; level += 3 {
		f.Add(deflated(f, level, compressible(1, 5000)))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) > 1<<14 {
			return
		}
		want, wantErr := io.ReadAll(flate.NewReader(bytes.NewReader(b)))
		got, err := inflateAll(b)
		if (err == nil) != (wantErr == nil) || err == nil && !bytes.Equal(got, want) {
			t.Errorf("%d bytes, %v; the standard library has %d bytes, %v", len(got), err, len(want), wantErr)
		}
		if err != nil && !bytes.HasPrefix(got, want[:min(len(want), len(got))]) {
			t.Errorf("what came before %v is not right", err)
		}
	})
}

func TestGzipRestarts(t *testing.T) {
	content := compressible(7, 9<<20)
	var b bytes.Buffer
	for i, part := range [][]byte{content[:5<<20], content[5<<20 : 5<<20+10], content[5<<20+10:]} {
		w, _ := gzip.NewWriterLevel(&b, 1+4*i)
		w.Name = "name"
		if _, err := w.Write(part); err != nil || w.Close() != nil {
			t.Fatal(err)
		}
	}
	src := io.NewSectionReader(bytes.NewReader(b.Bytes()), 0, int64(b.Len()))
	type place struct {
		restart
		window []byte
	}
	var places []place
	r, err := gzipCodec{}.all(src, func(r restart, window []byte) error {
		places = append(places, place{r, bytes.Clone(window)})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if got, err := io.ReadAll(r); err != nil || !bytes.Equal(got, content) {
		t.Fatalf("%d bytes, %v", len(got), err)
	}
	if len(places) < 3 {
		t.Fatalf("only %d restarts", len(places))
	}
	for _, p := range places {
		r, err := gzipCodec{}.from(src, p.restart, p.window)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := io.ReadAll(r); err != nil || !bytes.Equal(got, content[p.out:]) {
			t.Errorf("from %d: %d bytes of %d, %v", p.out, len(got), int64(len(content))-p.out, err)
		}
	}
}
