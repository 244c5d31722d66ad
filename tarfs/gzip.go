package tarfs

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
)

// gzipSpan is how far places from which gzip can be read are apart, in bytes of
// output. Half of it is decompressed for a read somewhere, on average.
const gzipSpan = 2 << 20

var (
	errGzip     = errors.New("damaged gzip header")
	errChecksum = errors.New("the checksum of gzip data does not match")
)

// gzipCodec reads gzip, RFC 1952, of any number of members.
type gzipCodec struct{}

func init() { codecs[gzipped] = gzipCodec{} }

func (gzipCodec) all(src *io.SectionReader, mark func(restart, []byte) error) (io.Reader, error) {
	r := &gzipReader{z: newInflater(io.NewSectionReader(src, 0, src.Size()), 0, nil), mark: mark}
	r.z.state = atEnd
	return r, nil
}

func (gzipCodec) from(src *io.SectionReader, r restart, window []byte) (io.Reader, error) {
	z := newInflater(io.NewSectionReader(src, r.in, src.Size()-r.in), r.in, window)
	g := &gzipReader{z: z, inside: true, unchecked: true}
	if r.in == 0 {
		z.state, g.inside = atEnd, false
		return g, nil
	}
	z.refill()
	z.take(uint(r.state))
	return g, nil
}

// gzipReader reads members one after the other.
type gzipReader struct {
	z    *inflater
	mark func(restart, []byte) error
	// inside tells that it is in a member, and unchecked that it was not from its
	// beginning on.
	inside, unchecked bool
	sum               uint32
	size              uint32
	marked            int64
	any               bool // a member was read
	err               error
}

func (g *gzipReader) Read(b []byte) (int, error) {
	for g.z.rd == g.z.w {
		if g.err != nil {
			return 0, g.err
		}
		g.err = g.step()
	}
	n := copy(b, g.z.out[g.z.rd:g.z.w])
	g.z.rd += n
	return n, nil
}

// step reads on, a block at most.
func (g *gzipReader) step() error {
	switch {
	case !g.inside:
		return g.begin()
	case g.z.state == atEnd:
		return g.finish()
	case g.z.state == atBlock:
		if err := g.place(); err != nil {
			return err
		}
	}
	g.z.room()
	before := g.z.w
	err := g.z.more()
	if !g.unchecked {
		g.sum = crc32.Update(g.sum, crc32.IEEETable, g.z.out[before:g.z.w])
		g.size += uint32(g.z.w - before)
	}
	return err
}

// place marks where a block begins, if the last mark is far away.
func (g *gzipReader) place() error {
	if g.mark == nil || g.z.total-g.marked < gzipSpan {
		return nil
	}
	g.marked = g.z.total
	in, bits := g.z.at()
	return g.mark(restart{in: in, state: bits, out: g.z.total}, g.z.window())
}

// The flags of a member's header.
const (
	gzipHeaderSum = 1 << 1
	gzipExtra     = 1 << 2
	gzipName      = 1 << 3
	gzipComment   = 1 << 4
)

// begin reads the header of a member.
func (g *gzipReader) begin() error {
	at, _ := g.z.at()
	var head [10]byte
	for i := range head {
		b, err := g.z.byte()
		if err == nil && i < 3 && b != "\x1f\x8b\x08"[i] {
			err = errGzip
		}
		if err != nil {
			if g.any && g.z.err == nil {
				if i == 0 && err != errGzip {
					return io.EOF
				}
				return g.padding(at, head[:i], b)
			}
			return err
		}
		head[i] = b
	}
	if err := g.skipFields(head[3]); err != nil {
		return err
	}
	g.inside, g.unchecked, g.any = true, false, true
	g.sum, g.size = 0, 0
	g.z.state = atBlock
	// Matches do not reach into the member before.
	g.z.w, g.z.rd = 0, 0
	return nil
}

// padding ends at zeros that follow the last member, and fails at anything else.
func (g *gzipReader) padding(at int64, head []byte, b byte) error {
	for len(head) == 0 && b == 0 {
		var err error
		if b, err = g.z.byte(); err != nil {
			return io.EOF
		}
	}
	return fmt.Errorf("what follows the gzip data at byte %d is none", at)
}

func (g *gzipReader) skipFields(flags byte) error {
	skip := 0
	if flags&gzipExtra != 0 {
		for i := range 2 {
			b, err := g.z.byte()
			if err != nil {
				return err
			}
			skip |= int(b) << (8 * i)
		}
	}
	for range skip {
		if _, err := g.z.byte(); err != nil {
			return err
		}
	}
	for _, flag := range []byte{gzipName, gzipComment} {
		for flags&flag != 0 {
			b, err := g.z.byte()
			if err != nil {
				return err
			}
			if b == 0 {
				break
			}
		}
	}
	if flags&gzipHeaderSum != 0 {
		for range 2 {
			if _, err := g.z.byte(); err != nil {
				return err
			}
		}
	}
	return nil
}

// finish reads and checks what comes after a member.
func (g *gzipReader) finish() error {
	g.z.align()
	var tail [8]byte
	for i := range tail {
		b, err := g.z.byte()
		if err != nil {
			return err
		}
		tail[i] = b
	}
	g.inside = false
	g.any = true
	if !g.unchecked && (binary.LittleEndian.Uint32(tail[:]) != g.sum || binary.LittleEndian.Uint32(tail[4:]) != g.size) {
		return errChecksum
	}
	return nil
}
