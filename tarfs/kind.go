package tarfs

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"io"
)

// kind is how an archive is compressed.
type kind string

const (
	plain     kind = "tar"
	gzipped   kind = "gzip"
	zstandard kind = "zstd"
	xzipped   kind = "xz"
	bzipped   kind = "bzip2"
)

// codecs are how the kinds are read; a plain archive needs none.
var codecs = map[kind]codec{}

// magics are how the kinds begin.
var magics = []struct {
	kind  kind
	bytes string
}{
	{gzipped, "\x1f\x8b\x08"},
	{zstandard, "\x28\xb5\x2f\xfd"},
	{xzipped, "\xfd7zXZ\x00"},
	{bzipped, "BZh"},
}

// sniff tells the kind of an archive by its beginning.
func sniff(r io.ReaderAt) (kind, error) {
	head := make([]byte, 8)
	n, err := r.ReadAt(head, 0)
	if err != nil && err != io.EOF {
		return "", err
	}
	head = head[:n]
	for _, m := range magics {
		if bytes.HasPrefix(head, []byte(m.bytes)) {
			return m.kind, nil
		}
	}
	if n >= 4 && head[0]&0xf0 == 0x50 && string(head[1:4]) == "\x2a\x4d\x18" { // a skippable frame
		return zstandard, nil
	}
	return plain, nil
}

// The parts of an archive that are looked at to tell whether it was changed, in
// bytes.
const (
	sampleEdge  = 64 << 10
	sampleParts = 16
	samplePart  = 4 << 10
)

// sample is a digest of the beginning, the end, and parts in between.
func sample(r *io.SectionReader) (string, error) {
	h := sha256.New()
	size := r.Size()
	part := func(off, n int64) error {
		_, err := io.Copy(h, io.NewSectionReader(r, max(off, 0), n))
		return err
	}
	if err := part(0, sampleEdge); err != nil {
		return "", err
	}
	for i := range int64(sampleParts) {
		if err := part(size/(sampleParts+1)*(i+1), samplePart); err != nil {
			return "", err
		}
	}
	if err := part(size-sampleEdge, sampleEdge); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}
