package tarfs

import (
	"bytes"
	"io"
	"testing"

	"github.com/ulikunitz/xz"
)

// TestDecompress has the content of each kind of stream, and an error for one that is
// cut short.
func TestDecompress(t *testing.T) {
	content := bytes.Repeat([]byte("a line of a log\n"), 10_000)
	for name, packed := range map[string][]byte{
		"plain": content, "gzip": gzipped9(t, content), "zstd": zstded(t, content), "xz": xzed(t, xz.WriterConfig{}, content), "empty": {},
	} {
		want := content
		if name == "empty" {
			want = nil
		}
		r, err := Decompress(bytes.NewReader(packed))
		if err != nil {
			t.Fatal(name, err)
		}
		got, err := io.ReadAll(r)
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s: %d bytes, %v", name, len(got), err)
		}
		if err := r.Close(); err != nil {
			t.Error(name, err)
		}
		if name == "plain" || name == "empty" {
			continue
		}
		if r, err = Decompress(bytes.NewReader(packed[:len(packed)/2])); err == nil {
			_, err = io.ReadAll(r)
		}
		if err == nil {
			t.Errorf("%s: half of it is taken for all", name)
		}
	}
}
