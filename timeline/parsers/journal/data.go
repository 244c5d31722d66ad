package journal

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/klauspost/compress/zstd"
	"github.com/pierrec/lz4/v4"
	"github.com/ulikunitz/xz/lzma"
)

// The bounds of the data that is read, in bytes.
const (
	// maxValue is that of what is kept of a field.
	maxValue = 64 << 10
	// maxPayload is that of a field in the file, and of what LZ4, which decompresses
	// only whole, makes of it.
	maxPayload = 8 << 20
	// maxWork is that of all fields of a file, with what each of them costs besides,
	// and minWork and workPerByte that of small ones. Entries share data: a small file
	// can refer to terabytes.
	maxWork     = 8 << 30
	minWork     = 256 << 20
	workPerByte = 32
	// maxCached and maxCachedValue bound what is kept of fields that are shared.
	maxCached      = 8192
	maxCachedValue = 512
)

// What fields cost besides their bytes, as bytes: one that is kept, one that must be
// read, and one that must be decompressed.
const (
	costKept       = 16
	costRead       = 256
	costCompressed = 4096
)

// The compressions of data, as the flags of its object.
const (
	compressedXZ   = 1
	compressedLZ4  = 2
	compressedZSTD = 4
)

// field reads the data at an offset.
func (j *Reader) field(at int64) (Field, bool) {
	j.work += costKept
	if f, ok := j.cache[at]; ok {
		return f, true
	}
	j.work += costRead
	o, ok := j.object(&j.data, at)
	if !ok || o.kind != kindData {
		j.skip("journal fields that make no sense")
		return Field{}, false
	}
	text, cut, err := j.payload(at, o)
	if err != nil {
		j.skip("journal fields that cannot be decompressed")
		return Field{}, false
	}
	name, value, ok := bytes.Cut(text, []byte("="))
	if !ok || len(name) == 0 || len(name) > 64 {
		j.skip("journal fields without a name")
		return Field{}, false
	}
	f := Field{Name: string(name), Value: strings.ToValidUTF8(string(value), "\uFFFD"), Cut: cut}
	if len(f.Value) <= maxCachedValue {
		if len(j.cache) >= maxCached {
			clear(j.cache)
		}
		j.cache[at] = f
	}
	return f, true
}

// payload is the beginning of the data of an object, and whether that is not all.
func (j *Reader) payload(at int64, o object) (text []byte, cut bool, err error) {
	begin := int64(dataSize)
	if j.compact {
		begin += 8
	}
	size := max(o.size-begin, 0)
	if o.flags == 0 {
		text, err := j.read(at+begin, min(size, maxValue))
		return text, size > maxValue, err
	}
	if size > maxPayload {
		return nil, false, errors.New("too long")
	}
	j.work += costCompressed
	packed, err := j.read(at+begin, size)
	if err != nil {
		return nil, false, err
	}
	text, err = j.decompressor.decompress(packed, o.flags)
	j.work += int64(len(text))
	if len(text) > maxValue {
		return text[:maxValue], true, err
	}
	return text, false, err
}

// read reads data, which may be longer than the window.
func (j *Reader) read(at, size int64) ([]byte, error) {
	j.work += size
	if size <= int64(len(j.data.buf)) {
		return j.data.bytes(at, int(size)), nil
	}
	b := make([]byte, size)
	_, err := io.ReadFull(io.NewSectionReader(j.data.r, at, size), b)
	return b, err
}

// decompressor keeps what it needs from one field to the next.
type decompressor struct {
	zstd   *zstd.Decoder
	buffer []byte
}

// decompress makes at least the first maxValue bytes and one of data, if there are as
// many. They are valid until the next call.
func (d *decompressor) decompress(packed []byte, flags byte) ([]byte, error) {
	switch flags {
	case compressedXZ:
		return d.xz(packed)
	case compressedLZ4:
		return d.lz4(packed)
	case compressedZSTD:
		return d.zstandard(packed)
	}
	return nil, fmt.Errorf("unknown compression %#x", flags)
}

// xz reads the only block that the journal writes, by the format of
// https://tukaani.org/xz/xz-file-format.txt: 12 bytes of header, and a header of the
// block, whose first byte is its length in words of 4, less one. The dictionary need
// be no longer than what is read.
func (d *decompressor) xz(packed []byte) ([]byte, error) {
	if len(packed) < 13 || !bytes.HasPrefix(packed, []byte("\xfd7zXZ\x00")) || packed[12] == 0 {
		return nil, errors.New("no xz block")
	}
	begin := 12 + (int(packed[12])+1)*4
	if len(packed) < begin {
		return nil, io.ErrUnexpectedEOF
	}
	r, err := lzma.Reader2Config{DictCap: 2 * maxValue}.NewReader2(bytes.NewReader(packed[begin:]))
	if err != nil {
		return nil, err
	}
	return d.readSome(r)
}

// lz4 reads a block behind its length, decompressed, of 8 bytes.
func (d *decompressor) lz4(packed []byte) ([]byte, error) {
	if len(packed) < 8 {
		return nil, io.ErrUnexpectedEOF
	}
	size := binary.LittleEndian.Uint64(packed)
	if size > maxPayload {
		return nil, errors.New("too long")
	}
	d.grow(int(size))
	n, err := lz4.UncompressBlock(packed[8:], d.buffer[:size])
	if err != nil {
		return nil, err
	}
	return d.buffer[:n], nil
}

func (d *decompressor) zstandard(packed []byte) ([]byte, error) {
	if d.zstd == nil {
		z, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxWindow(maxPayload))
		if err != nil {
			return nil, err
		}
		d.zstd = z
	}
	if err := d.zstd.Reset(bytes.NewReader(packed)); err != nil {
		return nil, err
	}
	return d.readSome(d.zstd)
}

// readSome reads up to maxValue bytes and one.
func (d *decompressor) readSome(r io.Reader) ([]byte, error) {
	d.grow(maxValue + 1)
	n, err := io.ReadFull(r, d.buffer[:maxValue+1])
	if err == nil || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return d.buffer[:n], nil
	}
	return nil, err
}

func (d *decompressor) grow(n int) {
	if len(d.buffer) < n {
		d.buffer = make([]byte, n)
	}
}
