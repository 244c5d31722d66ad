package tarfs

import (
	"compress/bzip2"
	"io"
)

// bzip2Codec reads bzip2, from the beginning only.
type bzip2Codec struct{}

func init() { codecs[bzipped] = bzip2Codec{} }

func (bzip2Codec) all(src *io.SectionReader, _ func(restart, []byte) error) (io.Reader, error) {
	return bzip2.NewReader(io.NewSectionReader(src, 0, src.Size())), nil
}

func (c bzip2Codec) from(src *io.SectionReader, _ restart, _ []byte) (io.Reader, error) {
	return c.all(src, nil)
}
