package layers

import (
	"errors"
	"fmt"
	"io"
	"sync/atomic"
)

// The bounds of one image, over all of its layers.
const (
	// MaxLayers bounds the layers. Docker's storage takes 127.
	MaxLayers = 1000
	// MaxFiles bounds the entries.
	MaxFiles = 2_000_000
	// maxNames bounds their names and what links lead to, in bytes.
	maxNames = 512 << 20
)

// The bounds of one entry.
const (
	// maxName bounds a path, in bytes: what is longer cannot be opened in Linux.
	maxName = 4096
	// maxDepth bounds its directories.
	maxDepth = 256
)

// What is compressed may not grow without end: a few MB of a hostile archive can
// hold terabytes of zeros. Beyond the first few GiB, an image may be some times as
// large as what was read of it. Text shrinks to a tenth, and a disk image of
// little but zeros to a hundredth.
const (
	maxFree  = 4 << 30 // bytes
	maxRatio = 200
)

// errBomb is the error of what grows beyond these bounds.
var errBomb = fmt.Errorf("it grows to more than %d times its size: it is made to fill whoever unpacks it", maxRatio)

// budget is what was taken of an image so far.
type budget struct {
	bounds
	stored, plain  atomic.Int64 // bytes as they came, and without compression
	entries, names atomic.Int64
}

// bounds are those above, but in tests.
type bounds struct{ free, entries, names int64 }

func newBudget() *budget {
	return &budget{bounds: bounds{free: maxFree, entries: MaxFiles, names: maxNames}}
}

// grow counts bytes that were decompressed, or that stand for a hole.
func (b *budget) grow(n int) error {
	if plain := b.plain.Add(int64(n)); plain > b.free && plain-b.free > maxRatio*b.stored.Load() {
		return errBomb
	}
	return nil
}

// take counts entries and their names. The error tells that there is no room.
func (b *budget) take(entries, names int) error {
	if b.entries.Add(int64(entries)) > b.bounds.entries {
		return fmt.Errorf("more than %d entries", b.bounds.entries)
	}
	if b.names.Add(int64(names)) > b.bounds.names {
		return fmt.Errorf("names of more than %d bytes", b.bounds.names)
	}
	return nil
}

// stored counts the bytes that are read through it as those that came.
type stored struct {
	r      io.Reader
	budget *budget
	// limit is the size that it should have; 0 when that is not known. One byte
	// more is read at most.
	limit, read int64
	// err is the error of the source, which is not the archive's fault.
	err error
}

func (s *stored) Read(p []byte) (int, error) {
	if s.limit > 0 {
		p = p[:min(int64(len(p)), s.limit+1-s.read)]
		if len(p) == 0 {
			return 0, io.EOF
		}
	}
	n, err := s.r.Read(p)
	s.read += int64(n)
	s.budget.stored.Add(int64(n))
	if err != nil && !errors.Is(err, io.EOF) {
		s.err = err
	}
	return n, err
}

// growing counts what is read through it as bytes that were decompressed.
type growing struct {
	r      io.Reader
	budget *budget
}

func (g growing) Read(p []byte) (int, error) {
	n, err := g.r.Read(p)
	if over := g.budget.grow(n); over != nil {
		return 0, over
	}
	return n, err
}
