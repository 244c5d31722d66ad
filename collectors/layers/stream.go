package layers

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash"
	"io"
	"sync"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// The sizes of reading ahead, in bytes.
const (
	block     = 128 << 10
	blocks    = 4
	maxWindow = 128 << 20 // of zstd, as the zstd command allows without being asked
)

// stream is a layer without its compression. The raw bytes are read, hashed and
// decompressed by one goroutine and hashed once more by another, ahead of whoever
// parses them.
type stream struct {
	ctx    context.Context
	budget *budget
	raw    *hashing // nil when there is no compression
	plain  hash.Hash
	full   chan []byte // from the decompressor
	hashed chan []byte // used up, to be hashed
	rest   []byte
	used   []byte
	at     int64 // bytes that were given
	broken error
	stop   chan struct{}
	once   sync.Once
	done   sync.WaitGroup
	pool   sync.Pool
}

func (rd Reader) open(ctx context.Context, r io.Reader) (*stream, error) {
	s := &stream{
		ctx: ctx, budget: rd.budget, plain: sha256.New(),
		full: make(chan []byte, blocks), hashed: make(chan []byte, blocks), stop: make(chan struct{}),
	}
	s.pool.New = func() any { return new([block]byte) }
	buffered := bufio.NewReaderSize(r, block)
	if isCompressed(buffered) {
		s.raw = &hashing{r: buffered, sum: sha256.New()}
		buffered = bufio.NewReaderSize(s.raw, block)
	}
	plain, closer, err := decompress(buffered)
	if err != nil {
		return nil, err
	}
	s.done.Go(func() {
		defer closer()
		defer close(s.full)
		s.fill(plain)
		if s.broken == nil && s.raw != nil {
			_, s.broken = io.Copy(io.Discard, buffered) // what is behind the compressed stream belongs to the digest
		}
	})
	s.done.Go(func() {
		for b := range s.hashed {
			s.plain.Write(b)
			s.pool.Put((*[block]byte)(b[:block]))
		}
	})
	return s, nil
}

var gzipMagic, zstdMagic = []byte("\x1f\x8b"), []byte("\x28\xb5\x2f\xfd")

// unsupported are compressions that no image of today has.
var unsupported = map[string]string{"xz": "\xfd7zXZ", "bzip2": "BZh"}

func isCompressed(r *bufio.Reader) bool {
	magic, _ := r.Peek(4)
	return bytes.HasPrefix(magic, gzipMagic) || bytes.Equal(magic, zstdMagic)
}

// decompress finds the compression by the first bytes.
func decompress(r *bufio.Reader) (io.Reader, func(), error) {
	magic, err := r.Peek(4)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, nil, err
	}
	switch {
	case bytes.HasPrefix(magic, gzipMagic):
		z, err := gzip.NewReader(r)
		if err != nil {
			return nil, nil, fmt.Errorf("decompress gzip: %w", err)
		}
		return z, func() { z.Close() }, nil
	case bytes.Equal(magic, zstdMagic):
		z, err := zstd.NewReader(r, zstd.WithDecoderMaxWindow(maxWindow), zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true))
		if err != nil {
			return nil, nil, fmt.Errorf("decompress zstd: %w", err)
		}
		return z, z.Close, nil
	}
	for name, start := range unsupported {
		if magic, _ := r.Peek(len(start)); string(magic) == start {
			return nil, nil, fmt.Errorf("it is compressed with %s, which is not understood: unpack it first", name)
		}
	}
	return r, func() {}, nil
}

func (s *stream) fill(plain io.Reader) {
	for {
		b, _ := s.pool.Get().(*[block]byte)
		n, err := io.ReadFull(plain, b[:])
		if n > 0 {
			if s.broken = cmp.Or(s.budget.grow(n), s.ctx.Err()); s.broken != nil {
				return
			}
			select {
			case s.full <- b[:n]:
			case <-s.stop:
				s.broken = errStopped
				return
			}
		}
		switch {
		case errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) && ended(plain):
			return
		case err != nil:
			s.broken = err
			return
		}
	}
}

// ended tells a short last block from a stream that was cut, which gives the same
// error to whoever reads a whole block.
func ended(plain io.Reader) bool {
	var one [1]byte
	_, err := plain.Read(one[:])
	return errors.Is(err, io.EOF)
}

var errStopped = errors.New("stopped")

// Read gives the plain bytes.
func (s *stream) Read(p []byte) (int, error) {
	for len(s.rest) == 0 {
		if s.used != nil {
			s.hashed <- s.used
			s.used = nil
		}
		b, ok := <-s.full
		if !ok {
			if s.broken != nil {
				return 0, s.broken
			}
			return 0, io.EOF
		}
		s.rest, s.used = b, b
	}
	n := copy(p, s.rest)
	s.rest = s.rest[n:]
	s.at += int64(n)
	return n, nil
}

// finish reads what is left, and returns the digests of the plain and of the
// stored bytes.
func (s *stream) finish() (diffID, digest string, err error) {
	if _, err := io.Copy(io.Discard, struct{ io.Reader }{s}); err != nil {
		return "", "", err
	}
	s.Close()
	diffID = digestOf(s.plain.Sum(nil))
	if s.raw == nil {
		return diffID, diffID, s.broken
	}
	return diffID, digestOf(s.raw.sum.Sum(nil)), s.broken
}

// Close ends the goroutines. It may be called twice.
func (s *stream) Close() {
	s.once.Do(func() {
		close(s.stop)
		for range s.full { // the producer may be waiting to hand one over
		}
		close(s.hashed)
		s.done.Wait()
	})
}

// cause is what is behind an error that reading the stream led to.
func (s *stream) cause(err error) error {
	if s == nil {
		return err
	}
	s.Close()
	if s.broken != nil && !errors.Is(s.broken, errStopped) {
		return s.broken
	}
	return err
}

// hashing hashes what is read through it.
type hashing struct {
	r   io.Reader
	sum hash.Hash
}

func (h *hashing) Read(p []byte) (int, error) {
	n, err := h.r.Read(p)
	h.sum.Write(p[:n])
	return n, err
}
