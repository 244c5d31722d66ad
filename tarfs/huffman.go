package tarfs

import "math/bits"

// A code is a table by which codes of Huffman are read: the next bits of the input,
// the first one lowest, are a place in it. Longer codes lead to a second table.
//
// An item has how many bits it takes in its lowest 8 bits (0 for no code), then what
// it is in 8 bits, and a value in the upper 16.
type code struct {
	bits  uint
	items []uint32
}

// What an item is, beside a number of extra bits.
const (
	itemLiteral = 0x80 << 8
	itemEnd     = 0x40 << 8 // of the block
	itemTable   = 0x20 << 8 // the value is where in items, and the extra bits are its size
	itemExtra   = 0x1f << 8
)

const maxCodeBits = 15

// codeSpace are the codes of up to 15 bits, in units of the longest.
const codeSpace = 1 << maxCodeBits

// build makes the table of codes whose lengths are given; value says what the i-th
// is. A code that is not complete is only taken when it has one item of one bit, or
// none, as zlib does.
func (c *code) build(lengths []uint8, tableBits uint, value func(i int) uint32) bool {
	var count [maxCodeBits + 1]int
	longest := uint(0)
	for _, n := range lengths {
		count[n]++
		longest = max(longest, uint(n))
	}
	used, total := 0, 0
	var next [maxCodeBits + 2]int
	for n := 1; n <= maxCodeBits; n++ {
		next[n+1] = (next[n] + count[n]) << 1
		used += count[n] << (maxCodeBits - n)
		total += count[n]
	}
	if used > codeSpace || used < codeSpace && (total > 1 || longest > 1) {
		return false
	}
	c.bits = tableBits
	c.items = append(c.items[:0], make([]uint32, 1<<tableBits)...)
	for i, n := range lengths {
		if n == 0 {
			continue
		}
		bitsOf := uint(bits.Reverse16(uint16(next[n])) >> (16 - n))
		next[n]++
		c.put(bitsOf, uint(n), longest, value(i))
	}
	return true
}

// put sets the item of a code.
func (c *code) put(bitsOf, n, longest uint, item uint32) {
	if n <= c.bits {
		for at := bitsOf; at < 1<<c.bits; at += 1 << n {
			c.items[at] = item | uint32(n)
		}
		return
	}
	first := bitsOf & (1<<c.bits - 1)
	more := longest - c.bits
	if c.items[first] == 0 {
		c.items[first] = uint32(len(c.items))<<16 | itemTable | uint32(more)<<8 | uint32(c.bits)
		c.items = append(c.items, make([]uint32, 1<<more)...)
	}
	table := c.items[c.items[first]>>16:][:1<<more]
	for at := bitsOf >> c.bits; at < 1<<more; at += 1 << (n - c.bits) {
		table[at] = item | uint32(n-c.bits)
	}
}

// The sizes of tables, in bits.
const (
	lengthTableBits   = 10
	distanceTableBits = 8
	lengthsTableBits  = 7
)

// The lengths and distances of matches, RFC 1951 section 3.2.5: where each code
// begins, and how many extra bits it has.
var (
	lengthBase = [...]uint16{3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258}
	lengthBits = [...]uint8{0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0}

	distanceBase = [...]uint16{1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073,
		4097, 6145, 8193, 12289, 16385, 24577}
	distanceBits = [...]uint8{0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13}
)

const endOfBlock = 256

// lengthItem is what the i-th literal or length is; one that there is not has a
// value of 0.
func lengthItem(i int) uint32 {
	switch {
	case i < endOfBlock:
		return itemLiteral | uint32(i)<<16
	case i == endOfBlock:
		return itemEnd
	case i-257 < len(lengthBase):
		return uint32(lengthBase[i-257])<<16 | uint32(lengthBits[i-257])<<8
	}
	return 0
}

func distanceItem(i int) uint32 {
	if i < len(distanceBase) {
		return uint32(distanceBase[i])<<16 | uint32(distanceBits[i])<<8
	}
	return 0
}

func plainItem(i int) uint32 { return uint32(i) << 16 }

// The codes of blocks that bring none along.
var fixedLengths, fixedDistances = fixedCodes()

func fixedCodes() (lengths, distances code) {
	var n [288]uint8
	for i := range n {
		switch {
		case i < 144, i >= 280:
			n[i] = 8
		case i < 256:
			n[i] = 9
		default:
			n[i] = 7
		}
	}
	lengths.build(n[:], lengthTableBits, lengthItem)
	var d [32]uint8
	for i := range d {
		d[i] = 5
	}
	distances.build(d[:], distanceTableBits, distanceItem)
	return lengths, distances
}
