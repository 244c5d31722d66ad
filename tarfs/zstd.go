package tarfs

import (
	"errors"
	"io"

	"github.com/klauspost/compress/zstd"
)

// maxZstdWindow bounds what a frame may want to be remembered, in bytes, as zstd's
// --long=27 does.
const maxZstdWindow = 128 << 20

// minFrames bounds how near the places are from which it is read, in bytes of output.
const minFrames = 256 << 10

// zstdCodec reads Zstandard, RFC 8878. Reading can begin at any frame.
type zstdCodec struct{}

func init() { codecs[zstandard] = zstdCodec{} }

func (zstdCodec) from(src *io.SectionReader, r restart, _ []byte) (io.Reader, error) {
	return zstd.NewReader(io.NewSectionReader(src, r.in, src.Size()-r.in), zstd.WithDecoderConcurrency(1),
		zstd.WithDecoderMaxWindow(maxZstdWindow), zstd.WithDecoderLowmem(true))
}

func (zstdCodec) all(src *io.SectionReader, mark func(restart, []byte) error) (io.Reader, error) {
	return &zstdFrames{src: src, mark: mark}, nil
}

// zstdFrames reads frame by frame.
type zstdFrames struct {
	src    *io.SectionReader
	mark   func(restart, []byte) error
	d      *zstd.Decoder
	at     int64 // of the next frame
	out    int64
	marked int64
	inside bool
}

func (z *zstdFrames) Read(b []byte) (int, error) {
	for {
		if !z.inside {
			if err := z.next(); err != nil {
				z.Close()
				return 0, err
			}
		}
		n, err := z.d.Read(b)
		z.out += int64(n)
		if errors.Is(err, io.EOF) {
			z.inside, err = false, nil
		}
		if n > 0 || err != nil {
			return n, err
		}
	}
}

// Close ends the decompressor.
func (z *zstdFrames) Close() {
	if z.d != nil {
		z.d.Close()
	}
}

// next goes to the next frame.
func (z *zstdFrames) next() error {
	size, err := frameSize(z.src, z.at)
	if err != nil {
		return err
	}
	if z.out-z.marked >= minFrames {
		z.marked = z.out
		if err := z.mark(restart{in: z.at, out: z.out}, nil); err != nil {
			return err
		}
	}
	frame := io.NewSectionReader(z.src, z.at, size)
	z.at += size
	z.inside = true
	if z.d != nil {
		return z.d.Reset(frame)
	}
	z.d, err = zstd.NewReader(frame, zstd.WithDecoderMaxWindow(maxZstdWindow))
	return err
}

// frameSize is how long the frame at a place is. It is found without decompression,
// as each block has its length before it. One that is cut short is up to the end.
func frameSize(src *io.SectionReader, at int64) (int64, error) {
	var b [zstd.HeaderMaxSize]byte
	n, err := src.ReadAt(b[:], at)
	if n == 0 || err != nil && !errors.Is(err, io.EOF) {
		return 0, err
	}
	rest := src.Size() - at
	var h zstd.Header
	if err := h.Decode(b[:n]); err != nil {
		if errors.Is(err, io.ErrUnexpectedEOF) {
			return rest, nil
		}
		return 0, err
	}
	if h.Skippable {
		return min(rest, int64(h.HeaderSize)+int64(h.SkippableSize)), nil
	}
	for size := int64(h.HeaderSize); ; {
		if n, err := src.ReadAt(b[:3], at+size); n < 3 {
			if errors.Is(err, io.EOF) {
				return rest, nil
			}
			return 0, err
		}
		block := uint32(b[0]) | uint32(b[1])<<8 | uint32(b[2])<<16
		size += 3
		if kind := block >> 1 & 3; kind == 1 { // one byte, many times
			size++
		} else {
			size += int64(block >> 3)
		}
		if block&1 != 0 {
			if h.HasCheckSum {
				size += 4
			}
			return min(rest, size), nil
		}
	}
}
