package tarfs

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"strings"
)

// feed gives what is in an archive, from its beginning on.
type feed interface {
	// peek has n bytes from off on, fewer only at the end. They stay until the next
	// call. An offset is never below that of an earlier call.
	peek(off int64, n int) ([]byte, error)
}

// scanner reads the entries of a tar.
type scanner struct {
	ctx context.Context
	in  feed
	off int64 // of the next header
	// first says to end where a reader does that takes the end of the archive for
	// the end, as engines do.
	first   bool
	global  map[string]string
	notices *notices
	h       header
}

// maxGlobal bounds the records that global headers leave, in bytes.
const maxGlobal = 1 << 20

// next reads up to the next entry. It returns io.EOF at the end.
func (s *scanner) next() (*header, error) {
	x := extended{records: s.global}
	for {
		err := s.header()
		if err != nil {
			return nil, err
		}
		h := &s.h
		content := h.size
		switch h.flag {
		case flagPAX, flagPAXSun, flagPAXGlobal, flagLongLink, flagLongName:
			if err := s.extension(&x); err != nil {
				return nil, err
			}
			continue
		case flagVolume:
			s.skip(content)
			continue
		case flagContinued:
			s.notices.add("the rest of a file that another volume begins is left out", quote(h.Path))
			s.skip(content)
			continue
		}
		return h, s.complete(&x)
	}
}

// header reads the next block that is a header.
func (s *scanner) header() error {
	lost, from := int64(0), s.off
	zeros := 0
	for {
		if err := s.ctx.Err(); err != nil {
			return err
		}
		b, err := s.in.peek(s.off, blockSize)
		if err != nil {
			return err
		}
		if len(b) < blockSize {
			return s.end(len(b), lost, from, zeros)
		}
		if isZero(b) {
			s.off += blockSize
			if zeros++; zeros == 2 && s.first {
				return s.after()
			}
			continue
		}
		at := s.off
		s.off += blockSize
		if err := s.h.parse(b); err != nil {
			if lost == 0 {
				from = at
			}
			lost += blockSize
			if at == 0 {
				s.notices.add("this does not begin as a tar does", "")
			}
			continue
		}
		if lost > 0 {
			s.notices.add("bytes that are no tar are passed over", fmt.Sprintf("%d from byte %d on", lost, from))
		}
		if zeros >= 2 {
			s.notices.add("another archive follows the end of the first", fmt.Sprintf("at byte %d", at))
		}
		return nil
	}
}

// end tells what is odd at the end.
func (s *scanner) end(rest int, lost, from int64, zeros int) error {
	if lost > 0 {
		s.notices.add("bytes that are no tar are passed over", fmt.Sprintf("%d from byte %d on", lost, from))
	}
	if rest > 0 {
		s.notices.add("the archive ends in the middle of a block", "")
	}
	if zeros == 0 {
		s.notices.add("the archive has no end: it may have been cut short", "")
	}
	return io.EOF
}

// after tells whether anything follows the end of the archive.
func (s *scanner) after() error {
	for {
		if err := s.ctx.Err(); err != nil {
			return err
		}
		b, err := s.in.peek(s.off, blockSize)
		if err != nil || len(b) == 0 {
			return errors.Join(err, io.EOF)
		}
		if !isZero(b) {
			s.notices.add("what follows the end of the archive is left out", fmt.Sprintf("from byte %d on", s.off))
			return io.EOF
		}
		s.off += int64(len(b))
	}
}

var zeroBlock [blockSize]byte

func isZero(b []byte) bool {
	return b[0] == 0 && bytes.Equal(b, zeroBlock[:len(b)])
}

// skip goes past content.
func (s *scanner) skip(n int64) {
	if n > math.MaxInt64-s.off-blockSize {
		s.off = math.MaxInt64 - blockSize
		return
	}
	s.off += (n + blockSize - 1) &^ (blockSize - 1)
}

// extension reads a header that says more of the next one.
func (s *scanner) extension(x *extended) error {
	h := &s.h
	flag, at := h.flag, s.off
	if h.size > maxExtended {
		s.notices.add("extended headers are passed over, as they are too big", fmt.Sprintf("%d bytes at byte %d", h.size, at))
		s.skip(h.size)
		return nil
	}
	size := int(h.size)
	b, err := s.in.peek(s.off, size)
	if err != nil {
		return err
	}
	if len(b) < size {
		s.off += int64(len(b))
		return nil
	}
	s.skip(h.size)
	switch flag {
	case flagLongName:
		x.longName = text(b)
	case flagLongLink:
		x.longLink = text(b)
	case flagPAXGlobal:
		g := extended{records: maps.Clone(s.global)}
		if err = g.parsePAX(b); err == nil && length(g.records) <= maxGlobal {
			s.global = g.records
			if x.records == nil {
				x.records = s.global
			}
		}
	default:
		x.records = maps.Clone(s.global)
		err = x.parsePAX(b)
	}
	if err != nil {
		s.notices.add("extended headers are damaged", fmt.Sprintf("at byte %d", at))
	}
	return nil
}

func length(records map[string]string) int {
	n := 0
	for key, value := range records {
		n += len(key) + len(value)
	}
	return n
}

// complete makes an entry of a header, and goes past its content.
func (s *scanner) complete(x *extended) error {
	h := &s.h
	x.apply(h)
	t, content := h.fileType()
	h.Type = t
	if !content {
		h.size = 0
	}
	mapSize, err := int64(0), error(nil)
	if t.IsRegular() && content {
		mapSize, err = s.readSparse(h, x)
		if ctxErr := s.ctx.Err(); ctxErr != nil {
			return ctxErr
		}
	}
	h.Offset, h.stored = s.off+mapSize, h.size-mapSize
	if err == nil && h.sparse {
		err = checkSparse(h.fragments, h.Size, h.stored)
	}
	if err != nil {
		// What is stored is still there to be read.
		h.odd, h.sparse, h.fragments = err.Error(), false, nil
	}
	if !h.sparse {
		h.Size = h.stored
	}
	s.skip(h.size)
	switch {
	case h.flag == flagHardLink:
		h.HardLink, h.LinkTarget = h.LinkTarget, ""
	case h.flag != flagSymlink:
		h.LinkTarget = ""
	}
	if t.IsDir() {
		h.Size = 0
	}
	s.tell()
	return nil
}

// tell notes what is odd in an entry.
func (s *scanner) tell() {
	h := &s.h
	if h.odd != "" {
		s.notices.add("headers have a "+h.odd+" that makes no sense", quote(h.Path))
	}
	if !strings.ContainsRune("\x00"+"01234567DS", rune(h.flag)) {
		s.notices.add("entries of an unknown kind are taken for files", fmt.Sprintf("%s of kind %q", quote(h.Path), h.flag))
	}
}
