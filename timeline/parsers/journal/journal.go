// Package journal reads the files of systemd's journal, whole and damaged ones. The
// format is https://systemd.io/JOURNAL_FILE_FORMAT/: a header, and objects that refer
// to each other by their offsets.
package journal

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"iter"
	"time"
)

// Entry is one that was logged.
type Entry struct {
	// Offset is where it is in the file, in bytes.
	Offset int64
	// Seqnum counts entries, over all files of a journal.
	Seqnum uint64
	// Realtime is when it was received, in UTC.
	Realtime time.Time
	// Monotonic is the time since the start of the machine.
	Monotonic time.Duration
	BootID    [16]byte
	// Unlinked entries are in the file, but in no list of it: that was damaged, or not
	// written to its end.
	Unlinked bool
	Fields   []Field
}

// Field is a part of an entry. A name may be there more than once.
type Field struct {
	Name, Value string
	// Cut says that the value is longer than what is there.
	Cut bool
}

// Get is the first value of a name, or nothing.
func (e *Entry) Get(name string) string {
	for i := range e.Fields {
		if e.Fields[i].Name == name {
			return e.Fields[i].Value
		}
	}
	return ""
}

// The flags of a header that a reader must know.
const (
	flagXZ = 1 << iota
	flagLZ4
	flagKeyedHash
	flagZSTD
	flagCompact
	flagsKnown = 1<<iota - 1
)

// minHeader is the length of the oldest header, in bytes.
const minHeader = 208

// Reader reads a file.
type Reader struct {
	size    int64
	compact bool
	// start is the offset of the first object, and array that of the first array of
	// entries.
	start, array int64

	skip func(reason string)
	// inOrder reads what is read from front to back, and data what entries refer to.
	inOrder, data window
	seen          seen
	cache         map[int64]Field
	decompressor  decompressor
	// work is what fields have cost, and maxWork what they may.
	work, maxWork int64
}

// Open reads the header of a file of size bytes. What makes no sense is told to skip,
// then and later.
func Open(r io.ReaderAt, size int64, skip func(reason string)) (*Reader, error) {
	var header [minHeader]byte
	if n, err := r.ReadAt(header[:], 0); n < len(header) {
		if err == nil || errors.Is(err, io.EOF) {
			err = io.ErrUnexpectedEOF
		}
		return nil, fmt.Errorf("read header: %w", err)
	}
	if !bytes.HasPrefix(header[:], []byte("LPKSHHRH")) {
		return nil, errors.New("no journal file")
	}
	flags := binary.LittleEndian.Uint32(header[12:])
	if unknown := flags &^ flagsKnown; unknown != 0 {
		return nil, fmt.Errorf("journal file of a newer format (flags %#x)", unknown)
	}
	start := binary.LittleEndian.Uint64(header[88:])
	if start < minHeader || start%8 != 0 || start > uint64(size) {
		skip("journal headers that make no sense")
		start = minHeader
	}
	j := &Reader{
		size: size, compact: flags&flagCompact != 0, start: int64(start),
		array: offset(binary.LittleEndian.Uint64(header[176:])), skip: skip,
		inOrder: window{r: r, buf: make([]byte, 64<<10)}, data: window{r: r, buf: make([]byte, 16<<10)},
		seen: make(seen, size/8/64+1), cache: map[int64]Field{}, maxWork: min(maxWork, minWork+workPerByte*size),
	}
	return j, nil
}

// offset is one that may be of an object, or 0.
func offset(n uint64) int64 {
	if n%8 != 0 || n > 1<<62 {
		return 0
	}
	return int64(n)
}

// Entries are the entries of the file: first those that its list of entries has, then
// those that are there without being listed. An entry is valid until the next one.
func (j *Reader) Entries() iter.Seq[*Entry] {
	return func(yield func(*Entry) bool) {
		if !j.listed(yield) {
			return
		}
		j.unlisted(yield)
	}
}

// listed follows the arrays of entries. They lie one behind the other, so that this
// comes to an end.
func (j *Reader) listed(yield func(*Entry) bool) bool {
	for at := j.array; at != 0; {
		o, ok := j.object(&j.inOrder, at)
		if !ok || o.kind != kindEntryArray {
			j.skip("journal lists of entries that make no sense")
			return true
		}
		for item := at + 24; item+j.width() <= at+o.size; item += j.width() {
			where := j.item(&j.inOrder, item)
			if where == 0 {
				break // room for further ones
			}
			if where < j.start || where >= j.size || j.seen.has(where) {
				j.skip("journal entries that are listed wrongly")
				continue
			}
			if e := j.entry(where); e != nil && !yield(e) || j.tooMuch() {
				return false
			}
		}
		next := offset(j.uint64(&j.inOrder, at+16))
		if next != 0 && next < at+o.size {
			j.skip("journal lists of entries that make no sense")
			return true
		}
		at = next
	}
	return true
}

// unlisted goes from object to object, for the entries that were not listed.
func (j *Reader) unlisted(yield func(*Entry) bool) {
	for at, damaged := j.start, false; at+headerSize <= j.size; {
		if free := j.inOrder.zeros(at, j.size); free > 0 {
			at, damaged = at+free, false
			continue
		}
		o, ok := j.object(&j.inOrder, at)
		if !ok {
			if !damaged {
				j.skip("journal objects that make no sense")
			}
			at, damaged = at+8, true
			continue
		}
		damaged = false
		if o.kind == kindEntry && !j.seen.has(at) {
			if e := j.entry(at); e != nil {
				e.Unlinked = true
				if !yield(e) || j.tooMuch() {
					return
				}
			}
		}
		at += (o.size + 7) &^ 7
	}
}

// tooMuch says, and tells, that entries refer to more than is read of a file.
func (j *Reader) tooMuch() bool {
	if j.work < j.maxWork {
		return false
	}
	j.skip("journal entries behind more fields than are read")
	return true
}

// The bounds of an entry: how many fields it has, and the bytes of them that are read.
const (
	maxFields     = 1024
	maxEntryBytes = 1 << 20
	maxTime       = 1 << 53 // microseconds, in the year 2255
)

// entry reads an entry, or tells that it makes no sense.
func (j *Reader) entry(at int64) *Entry {
	j.seen.add(at)
	o, ok := j.object(&j.data, at)
	if !ok || o.kind != kindEntry {
		j.skip("journal entries that make no sense")
		return nil
	}
	b := j.data.bytes(at, entryItems)
	realtime := binary.LittleEndian.Uint64(b[24:])
	if realtime == 0 || realtime > maxTime {
		j.skip("journal entries without a time")
		return nil
	}
	e := &Entry{
		Offset: at, Seqnum: binary.LittleEndian.Uint64(b[16:]), Realtime: time.UnixMicro(int64(realtime)).UTC(),
		Monotonic: time.Duration(min(binary.LittleEndian.Uint64(b[32:]), maxTime)) * time.Microsecond, BootID: [16]byte(b[40:56]),
	}
	step := int64(16)
	if j.compact {
		step = 4
	}
	items := (o.size - entryItems) / step
	if items > maxFields {
		j.skip("journal entries with too many fields")
		items = maxFields
	}
	// The data that entries refer to moves the window: the references come first.
	refs := make([]int64, 0, items)
	for i := range items {
		refs = append(refs, j.item(&j.data, at+entryItems+i*step))
	}
	total := 0
	for _, ref := range refs {
		f, ok := j.field(ref)
		if !ok {
			continue
		}
		if total += len(f.Value); total > maxEntryBytes {
			j.skip("journal entries with too much data")
			break
		}
		e.Fields = append(e.Fields, f)
	}
	if len(e.Fields) == 0 {
		j.skip("journal entries without fields")
		return nil
	}
	return e
}
