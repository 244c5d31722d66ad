package tarfs

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
)

// fragment is a part of a sparse file that is not a hole: its place in the file and
// its length in bytes. Fragments follow each other in the archive.
type fragment struct{ at, length int64 }

// maxFragments bounds those of one file.
const maxFragments = 1 << 17

var (
	errSparse        = errors.New("damaged sparse map")
	errManyFragments = fmt.Errorf("more than %d fragments", maxFragments)
)

// checkSparse tells whether fragments are in order, within the file, and as long as
// what is stored.
func checkSparse(fragments []fragment, size, stored int64) error {
	if len(fragments) > maxFragments {
		return errManyFragments
	}
	var end, sum int64
	for _, f := range fragments {
		if f.at < end || f.length < 0 || f.at > math.MaxInt64-f.length {
			return errSparse
		}
		end = f.at + f.length
		sum += f.length // no overflow: fragments do not overlap
	}
	if size < 0 || end > size || sum > stored {
		return errSparse
	}
	return nil
}

// readSparse completes a header with its sparse map, if it has one. It returns how
// many bytes of the content are such a map.
// See https://www.gnu.org/software/tar/manual/html_node/Sparse-Formats.html
func (s *scanner) readSparse(h *header, x *extended) (int64, error) {
	if h.flag == flagSparse {
		return 0, s.oldSparse(h)
	}
	r := x.records
	is10 := r["GNU.sparse.major"] == "1" && r["GNU.sparse.minor"] == "0"
	text, is01 := r["GNU.sparse.map"]
	if !is10 && !is01 && len(x.sparse) == 0 {
		return 0, nil
	}
	if name := r["GNU.sparse.name"]; name != "" {
		h.Path = name
	}
	h.sparse = true
	h.Size = -1
	for _, key := range []string{"GNU.sparse.size", "GNU.sparse.realsize"} {
		if n, err := strconv.ParseInt(r[key], 10, 64); err == nil {
			h.Size = n
		}
	}
	switch {
	case is10:
		return s.sparse10(h)
	case is01:
		return 0, h.sparse01(text)
	}
	h.fragments = x.sparse
	return 0, nil
}

// oldSparse reads the blocks with more fragments that follow an old header.
func (s *scanner) oldSparse(h *header) error {
	for h.extended {
		b, err := s.in.peek(s.off, blockSize)
		if err != nil {
			return err
		}
		if len(b) < blockSize {
			return errSparse
		}
		s.off += blockSize
		full := h.fragment(b[:504])
		h.extended = full && b[504] != 0
		if len(h.fragments) > maxFragments {
			return errManyFragments
		}
	}
	return nil
}

// sparse01 reads a map "OFFSET,LENGTH,OFFSET,LENGTH".
func (h *header) sparse01(text string) error {
	numbers := strings.Split(text, ",")
	if text == "" || len(numbers)%2 != 0 {
		return errSparse
	}
	for i := 0; i < len(numbers); i += 2 {
		at, err := strconv.ParseInt(numbers[i], 10, 64)
		length, err2 := strconv.ParseInt(numbers[i+1], 10, 64)
		if err != nil || err2 != nil {
			return errSparse
		}
		h.fragments = append(h.fragments, fragment{at, length})
	}
	return nil
}

// sparse10 reads a map that stands before the content: a number of fragments, then
// the place and the length of each, in decimal, each on a line of its own. It fills
// whole blocks.
func (s *scanner) sparse10(h *header) (int64, error) {
	m := sparseMap{s: s, left: h.size, at: s.off}
	count, err := m.number()
	if err != nil {
		return 0, err
	}
	if count > maxFragments {
		return 0, errManyFragments
	}
	for range count {
		at, err := m.number()
		if err != nil {
			return 0, err
		}
		length, err := m.number()
		if err != nil {
			return 0, err
		}
		h.fragments = append(h.fragments, fragment{at, length})
	}
	return m.at - s.off, nil
}

// sparseMap reads numbers from blocks.
type sparseMap struct {
	s    *scanner
	at   int64 // of the next block
	left int64
	rest []byte
}

func (m *sparseMap) number() (int64, error) {
	end := bytes.IndexByte(m.rest, '\n')
	for end < 0 {
		if len(m.rest) > 20 || m.left < blockSize {
			return 0, errSparse
		}
		b, err := m.s.in.peek(m.at, blockSize)
		if err != nil {
			return 0, err
		}
		if len(b) < blockSize {
			return 0, errSparse
		}
		m.at += blockSize
		m.left -= blockSize
		m.rest = append(bytes.Clone(m.rest), b...)
		end = bytes.IndexByte(m.rest, '\n')
	}
	n, err := strconv.ParseInt(string(m.rest[:end]), 10, 64)
	if err != nil || n < 0 {
		return 0, errSparse
	}
	m.rest = m.rest[end+1:]
	return n, nil
}
