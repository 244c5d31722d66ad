package journal

import (
	"bytes"
	"encoding/binary"
	"io"
)

// The kinds of objects.
const (
	kindData = 1 + iota
	kindField
	kindEntry
	kindDataHashTable
	kindFieldHashTable
	kindEntryArray
	kindTag
)

// The lengths of what objects begin with, in bytes: of any, of an entry, and of data,
// which has 8 more in compact files.
const (
	headerSize = 16
	entryItems = 64
	dataSize   = 64
)

// minSizes are the least sizes of objects, by their kinds.
var minSizes = [...]int64{kindData: dataSize, kindField: 40, kindEntry: entryItems, kindDataHashTable: 16, kindFieldHashTable: 16, kindEntryArray: 24, kindTag: 64}

// object is what each object begins with.
type object struct {
	kind, flags byte
	size        int64
}

// object reads the header of an object, and says whether it makes sense.
func (j *Reader) object(w *window, at int64) (object, bool) {
	if at < j.start || at%8 != 0 || at > j.size-headerSize {
		return object{}, false
	}
	b := w.bytes(at, headerSize)
	o := object{kind: b[0], flags: b[1]}
	size := binary.LittleEndian.Uint64(b[8:])
	if o.kind < kindData || o.kind > kindTag || size > uint64(j.size-at) || int64(size) < minSizes[o.kind] {
		return object{}, false
	}
	if (o.flags != 0 && o.kind != kindData) || !bytes.Equal(b[2:8], make([]byte, 6)) {
		return object{}, false
	}
	o.size = int64(size)
	return o, true
}

// width is that of an offset in a list, in bytes.
func (j *Reader) width() int64 {
	if j.compact {
		return 4
	}
	return 8
}

// item reads an offset of a list; 0 is none.
func (j *Reader) item(w *window, at int64) int64 {
	if j.compact {
		return offset(uint64(binary.LittleEndian.Uint32(w.bytes(at, 4))))
	}
	return offset(j.uint64(w, at))
}

func (j *Reader) uint64(w *window, at int64) uint64 {
	return binary.LittleEndian.Uint64(w.bytes(at, 8))
}

// window reads a file in blocks. What cannot be read is zero.
type window struct {
	r   io.ReaderAt
	buf []byte
	at  int64
	n   int
}

// bytes are n bytes at an offset, until the next call. n is no more than the length of
// the buffer.
func (w *window) bytes(at int64, n int) []byte {
	if at < w.at || at+int64(n) > w.at+int64(w.n) {
		w.at, w.n = at, len(w.buf)
		read, _ := w.r.ReadAt(w.buf, at) // what is behind the end is zero too
		clear(w.buf[read:])
	}
	from := int(at - w.at)
	return w.buf[from : from+n]
}

// zeros counts the bytes that are zero from an offset on, in words of 8 and up to the
// end of the buffer or the file.
func (w *window) zeros(at, end int64) int64 {
	w.bytes(at, 8)
	b := w.buf[at-w.at : w.n]
	b = b[:min(int64(len(b)), end-at)]
	n := 0
	for n+8 <= len(b) && binary.LittleEndian.Uint64(b[n:]) == 0 {
		n += 8
	}
	return int64(n)
}

// seen has a bit for each place that an object can be at.
type seen []uint64

func (s seen) has(at int64) bool { return s[at/8/64]&(1<<(at/8%64)) != 0 }
func (s seen) add(at int64)      { s[at/8/64] |= 1 << (at / 8 % 64) }
