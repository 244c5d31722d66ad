package tarfs

import (
	"bufio"
	"bytes"
	"compress/bzip2"
	"io"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// Decompress is a stream without its compression, which its first bytes tell: gzip,
// zstd, xz, bzip2 or none. It takes no more memory than the windows that an archive
// may want; a stream that wants more is an error. Closing it does not close r.
func Decompress(r io.Reader) (io.ReadCloser, error) {
	in := bufio.NewReaderSize(r, 256<<10)
	head, err := in.Peek(8)
	if err != nil && len(head) == 0 && err != io.EOF {
		return nil, err
	}
	k, err := sniff(bytes.NewReader(head))
	if err != nil {
		return nil, err
	}
	switch k {
	case gzipped:
		return gzip.NewReader(in)
	case zstandard:
		z, err := zstd.NewReader(in, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(maxZstdWindow), zstd.WithDecoderLowmem(true))
		if err != nil {
			return nil, err
		}
		return z.IOReadCloser(), nil
	case xzipped:
		return io.NopCloser(&xzReader{in: &counted{r: in}}), nil
	case bzipped:
		return io.NopCloser(bzip2.NewReader(in)), nil
	case plain:
	}
	return io.NopCloser(in), nil
}
