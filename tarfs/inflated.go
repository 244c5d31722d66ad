package tarfs

import (
	"errors"
	"fmt"
	"io"
	"sync"

	"github.com/klauspost/compress/zstd"
)

// maxCursors bounds the decompressors of an archive that wait for more to be read
// from them.
const maxCursors = 4

// inflated reads a compressed archive at random. Decompressors that are not in use
// stay where they are: what is read on, as files are, is decompressed only once.
type inflated struct {
	src   *io.SectionReader
	codec codec
	ix    *index

	mu   sync.Mutex
	idle []*decompression // the one that was used last comes last
}

// decompression is a decompressor at a place of the archive.
type decompression struct {
	r  io.Reader
	at int64
}

func (d *decompression) close() {
	if c, ok := d.r.(interface{ Close() }); ok {
		c.Close()
	}
}

func newInflated(src *io.SectionReader, c codec, ix *index) *inflated {
	return &inflated{src: src, codec: c, ix: ix}
}

// ReadAt reads at a place of the archive.
func (f *inflated) ReadAt(b []byte, off int64) (int, error) {
	if off < 0 || off >= f.ix.Content {
		return 0, io.EOF
	}
	var end error
	if int64(len(b)) > f.ix.Content-off {
		b, end = b[:f.ix.Content-off], io.EOF
	}
	d, err := f.take(off)
	if err != nil {
		return 0, err
	}
	if err := d.skip(off - d.at); err != nil {
		d.close()
		return 0, unexpected(err)
	}
	n, err := io.ReadFull(d.r, b)
	d.at += int64(n)
	if n < len(b) {
		d.close()
		return n, unexpected(err)
	}
	f.put(d)
	return n, end
}

func unexpected(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

func (d *decompression) skip(n int64) error {
	n, err := io.CopyN(io.Discard, d.r, n)
	d.at += n
	return err
}

// take has a decompressor for a place: the nearest before it, if that is not behind
// the last restart, or else a new one.
func (f *inflated) take(off int64) (*decompression, error) {
	r, err := f.ix.restartFor(off)
	if err != nil {
		return nil, err
	}
	if d := f.nearest(r.out, off); d != nil {
		return d, nil
	}
	var window []byte
	if r.window != 0 {
		if window, err = f.window(r); err != nil {
			return nil, err
		}
	}
	stream, err := f.codec.from(f.src, r, window)
	if err != nil {
		return nil, err
	}
	return &decompression{stream, r.out}, nil
}

// nearest takes the decompressor between two places that is nearest to the second.
func (f *inflated) nearest(low, high int64) *decompression {
	f.mu.Lock()
	defer f.mu.Unlock()
	best := -1
	for i, d := range f.idle {
		if d.at >= low && d.at <= high && (best < 0 || d.at > f.idle[best].at) {
			best = i
		}
	}
	if best < 0 {
		return nil
	}
	d := f.idle[best]
	f.idle = append(f.idle[:best], f.idle[best+1:]...)
	return d
}

func (f *inflated) put(d *decompression) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.idle) == maxCursors {
		f.idle[0].close()
		f.idle = append(f.idle[:0], f.idle[1:]...)
	}
	f.idle = append(f.idle, d)
}

// Close lets go of the decompressors.
func (f *inflated) Close() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, d := range f.idle {
		d.close()
	}
	f.idle = nil
	return nil
}

// window is the one of a restart.
func (f *inflated) window(r restart) ([]byte, error) {
	packed, blob, err := f.ix.raw(r.window)
	if err != nil || !blob {
		return nil, errors.Join(err, errDamaged)
	}
	d, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(windowSize))
	if err != nil {
		return nil, err
	}
	defer d.Close()
	window, err := d.DecodeAll(packed, make([]byte, 0, windowSize))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errDamaged, err)
	}
	return window, nil
}

// newPacker is what makes windows small.
func newPacker() (*zstd.Encoder, error) {
	return zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(1), zstd.WithWindowSize(windowSize))
}
