package tarfs

import (
	"encoding/binary"
	"errors"
	"io"
)

// errDeflate is for what is not deflated data.
var errDeflate = errors.New("damaged deflate data")

const (
	windowSize  = 32 << 10
	inflateIn   = 64 << 10
	inflateOut  = 256 << 10
	longest     = 258 // a match
	inputMargin = 32  // bytes; a symbol and its match take 6
)

// inflater undoes deflate, RFC 1951. Unlike that of the standard library it tells the
// bit at which blocks begin, and can begin there: this is what random access takes.
type inflater struct {
	src io.Reader
	in  []byte
	pos int
	end int   // of what in has from src; zeros follow it when that has ended
	off int64 // of in[0] in src
	eof bool
	err error // of src

	bits  uint64
	nbits uint

	out    []byte // with the window before what was not read yet
	w, rd  int    // where to write and to read
	total  int64  // bytes written
	final  bool   // the block is the last
	state  state
	stored int // bytes left of a stored block

	lengths, distances    code
	lengthsIn, distanceIn *code
}

// state is what an inflater comes upon next.
type state uint8

const (
	atBlock state = iota
	inStored
	inCodes
	atEnd
)

// newInflater begins at a bit of src, after a window of what is before it.
func newInflater(src io.Reader, off int64, window []byte) *inflater {
	z := &inflater{src: src, in: make([]byte, inflateIn+inputMargin), out: make([]byte, windowSize+inflateOut)}
	z.reset(off, window)
	return z
}

func (z *inflater) reset(off int64, window []byte) {
	z.off = off
	z.w = copy(z.out, window)
	z.rd = z.w
}

// fill has more input, when there is little left.
func (z *inflater) fill() {
	if z.eof || z.end-z.pos >= inputMargin {
		return
	}
	n := copy(z.in, z.in[z.pos:z.end])
	z.off += int64(z.pos)
	z.pos, z.end = 0, n
	for z.end < inputMargin && !z.eof {
		n, err := z.src.Read(z.in[z.end:inflateIn])
		z.end += n
		if err != nil {
			z.eof = true
			if !errors.Is(err, io.EOF) {
				z.err = err
			}
			clear(z.in[z.end : z.end+inputMargin])
		}
	}
}

// refill has at least 56 bits. At the end they are zeros, which short tells.
func (z *inflater) refill() {
	if z.end-z.pos < inputMargin {
		z.fill()
		if z.pos > z.end+8 {
			z.pos = z.end + 8 // far behind the end already
		}
	}
	z.bits |= binary.LittleEndian.Uint64(z.in[z.pos:]) << z.nbits
	z.pos += int((63 - z.nbits) >> 3)
	z.nbits |= 56
}

// short tells that more bits were taken than there are.
func (z *inflater) short() bool { return z.eof && z.pos-int(z.nbits/8) > z.end }

// take takes up to 32 bits, of those that refill has.
func (z *inflater) take(n uint) uint32 {
	v := uint32(z.bits & (1<<n - 1))
	z.bits >>= n
	z.nbits -= n
	return v
}

// at is the bit at which the input is.
func (z *inflater) at() (off int64, bit uint8) {
	b := (z.off+int64(z.pos))*8 - int64(z.nbits)
	return b / 8, uint8(b % 8)
}

// align goes to the beginning of the next byte.
func (z *inflater) align() { z.take(z.nbits % 8) }

// byte takes a byte, between deflated data.
func (z *inflater) byte() (byte, error) {
	z.refill()
	b := byte(z.take(8))
	if z.short() {
		return 0, z.ended()
	}
	return b, nil
}

func (z *inflater) ended() error {
	if z.err != nil {
		return z.err
	}
	return io.ErrUnexpectedEOF
}

// window is what was written last.
func (z *inflater) window() []byte { return z.out[max(0, z.w-windowSize):z.w] }

// room makes room for more output. All that is there must have been read.
func (z *inflater) room() {
	if len(z.out)-z.w >= 2*longest {
		return
	}
	if z.w > windowSize {
		copy(z.out, z.window())
		z.w = windowSize
	}
	z.rd = z.w
}

// more writes more output, for which there must be room. It returns at the end of
// each block, so that what is there can be looked at.
func (z *inflater) more() error {
	before := z.w
	var err error
	switch z.state {
	case atBlock:
		err = z.block()
	case inStored:
		err = z.copyStored()
	case inCodes:
		err = z.codes()
	}
	z.total += int64(z.w - before)
	return err
}

// block reads the head of a block.
func (z *inflater) block() error {
	z.refill()
	z.final = z.take(1) == 1
	kind := z.take(2)
	var err error
	switch kind {
	case 0:
		err = z.storedHead()
		z.state = inStored
	case 1:
		z.lengthsIn, z.distanceIn = &fixedLengths, &fixedDistances
		z.state = inCodes
	case 2:
		err = z.readCodes()
		z.lengthsIn, z.distanceIn = &z.lengths, &z.distances
		z.state = inCodes
	default:
		err = errDeflate
	}
	if z.short() {
		return z.ended()
	}
	return err
}

func (z *inflater) endBlock() {
	z.state = atBlock
	if z.final {
		z.state = atEnd
	}
}

func (z *inflater) storedHead() error {
	z.align()
	z.refill()
	n, inverse := z.take(16), z.take(16)
	if n != inverse^0xffff {
		return errDeflate
	}
	z.stored = int(n)
	return nil
}

// copyStored copies a part of a stored block.
func (z *inflater) copyStored() error {
	for z.stored > 0 && z.nbits >= 8 && z.w < len(z.out) { // what was read ahead
		z.out[z.w] = byte(z.take(8))
		z.w++
		z.stored--
	}
	if z.short() {
		return z.ended()
	}
	if z.nbits == 0 {
		z.bits = 0 // which may have more than nbits says
		z.fill()
		n := copy(z.out[z.w:], z.in[z.pos:min(z.end, z.pos+z.stored)])
		if n == 0 && z.stored > 0 && z.eof {
			return z.ended()
		}
		z.pos += n
		z.w += n
		z.stored -= n
	}
	if z.stored == 0 {
		z.endBlock()
	}
	return nil
}

// codeOrder is how the lengths of the codes of lengths come.
var codeOrder = [...]int{16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15}

// readCodes reads the codes of a block, RFC 1951 section 3.2.7.
func (z *inflater) readCodes() error {
	literals, distances, count := int(z.take(5))+257, int(z.take(5))+1, int(z.take(4))+4
	if literals > 286 || distances > 30 {
		return errDeflate
	}
	var first [19]uint8
	for i := range count {
		z.refill()
		first[codeOrder[i]] = uint8(z.take(3))
	}
	var c code
	if !c.build(first[:], lengthsTableBits, plainItem) {
		return errDeflate
	}
	var lengths [286 + 30]uint8
	for i := 0; i < literals+distances; {
		z.refill()
		item := c.items[z.bits&(1<<lengthsTableBits-1)]
		if item&0xff == 0 || z.short() {
			return errDeflate
		}
		z.take(uint(item & 0xff))
		value, repeat := uint8(item>>16), 1
		switch value {
		case 16:
			if i == 0 {
				return errDeflate
			}
			value, repeat = lengths[i-1], 3+int(z.take(2))
		case 17:
			value, repeat = 0, 3+int(z.take(3))
		case 18:
			value, repeat = 0, 11+int(z.take(7))
		}
		if i+repeat > literals+distances {
			return errDeflate
		}
		for range repeat {
			lengths[i] = value
			i++
		}
	}
	if lengths[endOfBlock] == 0 ||
		!z.lengths.build(lengths[:literals], lengthTableBits, lengthItem) ||
		!z.distances.build(lengths[literals:literals+distances], distanceTableBits, distanceItem) {
		return errDeflate
	}
	return nil
}

// codes reads literals and matches until the output is full or the block ends.
func (z *inflater) codes() error {
	lengths, distances := z.lengthsIn.items, z.distanceIn.items
	out, w := z.out, z.w
	before := w // the last symbol
	defer func() { z.w = w }()
	for w < len(out)-longest {
		if z.end-z.pos < inputMargin {
			z.refill()
			if z.short() {
				w = before
				return z.ended()
			}
		} else {
			z.bits |= binary.LittleEndian.Uint64(z.in[z.pos:]) << (z.nbits & 63)
			z.pos += int((63 - z.nbits) >> 3)
			z.nbits |= 56
		}
		before = w
		item := lengths[z.bits&(1<<lengthTableBits-1)]
		if item&itemTable != 0 {
			item = z.second(lengths, item)
		}
		z.bits >>= item & 0xff
		z.nbits -= uint(item & 0xff)
		if item&itemLiteral != 0 {
			out[w] = byte(item >> 16)
			w++
			continue
		}
		if item&itemEnd != 0 {
			if z.short() {
				return z.ended()
			}
			z.endBlock()
			return nil
		}
		length := int(item>>16) + int(z.take(uint(item&itemExtra)>>8))
		item = distances[z.bits&(1<<distanceTableBits-1)]
		if item&itemTable != 0 {
			item = z.second(distances, item)
		}
		z.take(uint(item & 0xff))
		distance := int(item>>16) + int(z.take(uint(item&itemExtra)>>8))
		if length < 3 || distance == 0 || distance > w || distance > windowSize {
			return errDeflate
		}
		w = repeat(out, w, distance, length)
	}
	if z.short() {
		w = before
		return z.ended()
	}
	return nil
}

// second is the item of a code that goes on in a second table.
func (z *inflater) second(items []uint32, item uint32) uint32 {
	z.take(uint(item & 0xff))
	return items[uint64(item>>16)+z.bits&(1<<(item&itemExtra>>8)-1)]
}

// repeat copies what was written before, which may reach into what it writes.
func repeat(out []byte, w, distance, length int) int {
	if distance >= length {
		copy(out[w:w+length], out[w-distance:])
		return w + length
	}
	end := w + length
	for from := w - distance; w < end; {
		w += copy(out[w:end], out[from:w])
	}
	return end
}
