package tarfs

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"math"
)

// The bounds of what is read at once, in bytes. Big files between headers are not
// read, so little is read ahead there.
const (
	minAhead = 1 << 10
	maxAhead = 64 << 10
)

// sought is a feed of what can be read anywhere.
type sought struct {
	r     io.ReaderAt
	buf   []byte
	start int64 // of buf
	ahead int
}

func (s *sought) peek(off int64, n int) ([]byte, error) {
	if at := off - s.start; at >= 0 && at+int64(n) <= int64(len(s.buf)) {
		return s.buf[at : at+int64(n)], nil
	}
	if off-s.start-int64(len(s.buf)) < int64(s.ahead) {
		s.ahead = min(2*s.ahead, maxAhead)
	} else {
		s.ahead = minAhead
	}
	s.ahead = max(s.ahead, minAhead)
	if want := max(n, s.ahead); cap(s.buf) < want {
		s.buf = make([]byte, want)
	} else {
		s.buf = s.buf[:want]
	}
	s.start = off
	got, err := s.r.ReadAt(s.buf, off)
	s.buf = s.buf[:got]
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	return s.buf[:min(n, got)], nil
}

// stream is a feed of what is read from the beginning to the end.
type stream struct {
	ctx context.Context
	r   *bufio.Reader
	off int64
	// most bounds what is read, in bytes.
	most int64
	// broken is what ended it before its time.
	broken error
}

// The bounds of what a compressed archive may hold: so many times its own size, when
// it is more than so many bytes.
const (
	maxRatio = 1000
	minMost  = 16 << 30
)

var errBomb = fmt.Errorf("it holds more than %d times what is stored", maxRatio)

// newStream is a feed of an archive that takes so many bytes as it is stored.
func newStream(ctx context.Context, r io.Reader, stored int64) *stream {
	most := int64(minMost)
	if stored > minMost/maxRatio {
		most = maxRatio * min(stored, math.MaxInt64/maxRatio)
	}
	return &stream{ctx: ctx, r: bufio.NewReaderSize(r, maxExtended), most: most}
}

func (s *stream) peek(off int64, n int) ([]byte, error) {
	for s.off < off {
		if err := s.ctx.Err(); err != nil {
			return nil, err
		}
		if s.off >= s.most {
			return nil, s.end(errBomb)
		}
		skipped, err := s.r.Discard(int(min(off-s.off, 16<<20)))
		s.off += int64(skipped)
		if err != nil {
			return nil, s.end(err)
		}
	}
	if s.off >= s.most {
		return nil, s.end(errBomb)
	}
	b, err := s.r.Peek(n)
	return b, s.end(err)
}

// end makes nothing of an error of what is read: it is shorter then.
func (s *stream) end(err error) error {
	if err != nil && !errors.Is(err, io.EOF) && s.broken == nil {
		s.broken = err
	}
	return s.ctx.Err()
}
