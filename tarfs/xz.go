package tarfs

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"hash"
	"hash/crc32"
	"hash/crc64"
	"io"

	"github.com/ulikunitz/xz/lzma"
)

// maxXZWindow bounds what a block may want to be remembered, in bytes; xz -9 takes 64
// MiB.
const maxXZWindow = 256 << 20

var errXZ = errors.New("damaged xz data")

// xzCodec reads xz, of any number of streams. Reading can begin at any block. See
// https://tukaani.org/xz/xz-file-format.txt
type xzCodec struct{}

func init() { codecs[xzipped] = xzCodec{} }

func (xzCodec) all(src *io.SectionReader, mark func(restart, []byte) error) (io.Reader, error) {
	return &xzReader{in: newCounted(src, 0), mark: mark}, nil
}

func (xzCodec) from(src *io.SectionReader, r restart, _ []byte) (io.Reader, error) {
	x := &xzReader{in: newCounted(src, r.in)}
	if r.in > 0 {
		x.check, x.inStream = r.state, true
	}
	return x, nil
}

// counted counts the bytes that are read.
type counted struct {
	r  *bufio.Reader
	at int64
}

func newCounted(src *io.SectionReader, at int64) *counted {
	return &counted{bufio.NewReaderSize(io.NewSectionReader(src, at, src.Size()-at), 64<<10), at}
}

func (c *counted) Read(b []byte) (int, error) {
	n, err := c.r.Read(b)
	c.at += int64(n)
	return n, err
}

func (c *counted) ReadByte() (byte, error) {
	b, err := c.r.ReadByte()
	if err == nil {
		c.at++
	}
	return b, err
}

// xzReader reads streams of blocks.
type xzReader struct {
	in       *counted
	mark     func(restart, []byte) error
	inStream bool
	check    uint8 // the kind of the stream's checks
	block    io.Reader
	start    int64 // of the block
	sum      hash.Hash
	out      int64
	marked   int64
}

func (x *xzReader) Read(b []byte) (int, error) {
	for {
		if x.block == nil {
			if err := x.next(); err != nil {
				return 0, err
			}
			continue
		}
		n, err := x.block.Read(b)
		x.out += int64(n)
		if x.sum != nil {
			x.sum.Write(b[:n])
		}
		if errors.Is(err, io.EOF) {
			x.block = nil
			err = x.endBlock()
		}
		if n > 0 || err != nil {
			return n, err
		}
	}
}

// next goes to the next block, over the ends of streams.
func (x *xzReader) next() error {
	if !x.inStream {
		return x.beginStream()
	}
	at := x.in.at
	size, err := x.in.ReadByte()
	if err != nil {
		return unexpected(err)
	}
	if size == 0 {
		return x.endStream()
	}
	if x.mark != nil && x.out-x.marked >= minFrames {
		x.marked = x.out
		if err := x.mark(restart{in: at, out: x.out, state: x.check}, nil); err != nil {
			return err
		}
	}
	x.start = at
	return x.beginBlock(int(size))
}

// beginStream reads the header of a stream, and zeros before it.
func (x *xzReader) beginStream() error {
	var head [12]byte
	for {
		n, err := io.ReadFull(x.in, head[:4])
		if n == 0 && errors.Is(err, io.EOF) && x.in.at > 0 {
			return io.EOF
		}
		if err != nil {
			return unexpected(err)
		}
		if x.in.at == 4 || string(head[:4]) != "\x00\x00\x00\x00" {
			break
		}
	}
	if _, err := io.ReadFull(x.in, head[4:]); err != nil {
		return unexpected(err)
	}
	if string(head[:7]) != "\xfd7zXZ\x00\x00" || head[7] > 15 || crc32.ChecksumIEEE(head[6:8]) != binary.LittleEndian.Uint32(head[8:]) {
		return errXZ
	}
	x.check, x.inStream = head[7], true
	return nil
}

// beginBlock reads the header of a block, after its first byte.
func (x *xzReader) beginBlock(first int) error {
	head := make([]byte, (first+1)*4)
	head[0] = byte(first)
	if _, err := io.ReadFull(x.in, head[1:]); err != nil {
		return unexpected(err)
	}
	body, sum := head[:len(head)-4], head[len(head)-4:]
	if crc32.ChecksumIEEE(body) != binary.LittleEndian.Uint32(sum) {
		return errXZ
	}
	flags := body[1]
	d := decoder{b: body[2:]}
	if flags&0x40 != 0 {
		d.uint() // size as it is stored
	}
	if flags&0x80 != 0 {
		d.uint() // size
	}
	filter, properties := d.uint(), d.text()
	if d.bad {
		return errXZ
	}
	if flags&3 != 0 || filter != 0x21 || len(properties) != 1 {
		return fmt.Errorf("xz data has a filter that is not supported")
	}
	window, err := xzWindow(properties[0])
	if err != nil {
		return err
	}
	r, err := lzma.Reader2Config{DictCap: int(window)}.NewReader2(x.in)
	x.block, x.sum = r, newCheck(x.check)
	return err
}

// xzWindow is how much a block wants to be remembered.
func xzWindow(b byte) (int64, error) {
	if b > 40 {
		return 0, errXZ
	}
	window := int64(2|b&1) << (b/2 + 11)
	if window > maxXZWindow {
		return 0, fmt.Errorf("xz data takes a window of %d bytes, which is too big", window)
	}
	return window, nil
}

// The kinds of checks, and the sizes of all that there may be.
const (
	checkCRC32  = 1
	checkCRC64  = 4
	checkSHA256 = 10
)

var checkSizes = [...]int{0, 4, 4, 4, 8, 8, 8, 16, 16, 16, 32, 32, 32, 64, 64, 64}

var crc64Table = crc64.MakeTable(crc64.ECMA)

// newCheck is nil for a kind that cannot be checked.
func newCheck(kind uint8) hash.Hash {
	switch kind {
	case checkCRC32:
		return crc32.NewIEEE()
	case checkCRC64:
		return crc64.New(crc64Table)
	case checkSHA256:
		return sha256.New()
	}
	return nil
}

// endBlock reads what comes after the data of a block, and checks it.
func (x *xzReader) endBlock() error {
	padding := int(-(x.in.at - x.start) & 3)
	tail := make([]byte, padding+checkSizes[x.check])
	if _, err := io.ReadFull(x.in, tail); err != nil {
		return unexpected(err)
	}
	if x.sum == nil {
		return nil
	}
	got, want := x.sum.Sum(nil), tail[padding:]
	if x.check == checkSHA256 {
		if !bytes.Equal(got, want) {
			return errXZ
		}
		return nil
	}
	for i := range got { // the numbers are stored the other way round
		if got[i] != want[len(want)-1-i] {
			return errXZ
		}
	}
	return nil
}

// endStream passes over the index and the footer of a stream.
func (x *xzReader) endStream() error {
	start := x.in.at - 1
	count, err := binary.ReadUvarint(x.in)
	if err != nil {
		return unexpected(err)
	}
	for range 2 * count {
		if _, err := binary.ReadUvarint(x.in); err != nil {
			return unexpected(err)
		}
	}
	rest := -(x.in.at-start)&3 + 4 + 12
	if _, err := io.CopyN(io.Discard, x.in, rest); err != nil {
		return unexpected(err)
	}
	x.inStream = false
	return nil
}
