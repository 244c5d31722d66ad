package tarfs

import (
	"encoding/binary"
	"io/fs"
	"maps"
	"slices"
	"time"
)

// A record is an entry as an index has it: its length, then its fields, numbers as
// varints and texts with their length before them.

// maxRecord bounds one, in bytes: extended headers and a sparse map are bounded.
const maxRecord = 4*maxExtended + maxFragments*2*binary.MaxVarintLen64

// The parts that a record may have.
const (
	hasAtime = 1 << iota
	hasCtime
	hasLink
	hasHardLink
	hasDevice
	hasXattrs
	hasFragments
	hasMtime
)

// typeCodes are the types of files in an index.
var typeCodes = [...]fs.FileMode{0, fs.ModeDir, fs.ModeSymlink, fs.ModeNamedPipe, fs.ModeDevice, fs.ModeDevice | fs.ModeCharDevice}

func typeCode(t fs.FileMode) uint64 {
	for i, code := range typeCodes {
		if t == code {
			return uint64(i)
		}
	}
	return 0
}

// appendRecord appends an entry.
func appendRecord(b []byte, e *Entry) []byte {
	start := len(b)
	b = append(b, 0, 0, 0, 0)
	b = binary.AppendUvarint(b, uint64(e.node))
	b = binary.AppendUvarint(b, uint64(e.Index))
	b = binary.AppendUvarint(b, e.parts())
	b = binary.AppendUvarint(b, typeCode(e.Type)<<12|uint64(e.Mode&0o7777))
	b = binary.AppendVarint(b, int64(e.UID))
	b = binary.AppendVarint(b, int64(e.GID))
	b = appendText(b, e.Uname)
	b = appendText(b, e.Gname)
	b = binary.AppendUvarint(b, uint64(e.Size))
	b = binary.AppendUvarint(b, uint64(e.Offset))
	b = binary.AppendUvarint(b, uint64(e.stored))
	b = binary.AppendUvarint(b, uint64(e.prev))
	b = binary.AppendUvarint(b, uint64(e.data))
	b = e.appendParts(b)
	binary.LittleEndian.PutUint32(b[start:], uint32(len(b)-start))
	return b
}

func (e *Entry) parts() uint64 {
	var parts uint64
	for i, has := range []bool{!e.Atime.IsZero(), !e.Ctime.IsZero(), e.LinkTarget != "", e.HardLink != "",
		e.Major != 0 || e.Minor != 0, len(e.Xattrs) > 0, e.sparse, !e.Mtime.IsZero()} {
		if has {
			parts |= 1 << i
		}
	}
	return parts
}

func (e *Entry) appendParts(b []byte) []byte {
	parts := e.parts()
	for i, t := range []time.Time{e.Mtime, e.Atime, e.Ctime} {
		if parts&[]uint64{hasMtime, hasAtime, hasCtime}[i] != 0 {
			b = binary.AppendVarint(b, t.Unix())
			b = binary.AppendUvarint(b, uint64(t.Nanosecond()))
		}
	}
	if parts&hasLink != 0 {
		b = appendText(b, e.LinkTarget)
	}
	if parts&hasHardLink != 0 {
		b = appendText(b, e.HardLink)
	}
	if parts&hasDevice != 0 {
		b = binary.AppendVarint(b, e.Major)
		b = binary.AppendVarint(b, e.Minor)
	}
	if parts&hasXattrs != 0 {
		b = binary.AppendUvarint(b, uint64(len(e.Xattrs)))
		for _, key := range slices.Sorted(maps.Keys(e.Xattrs)) {
			b = appendText(appendText(b, key), e.Xattrs[key])
		}
	}
	if parts&hasFragments != 0 {
		b = binary.AppendUvarint(b, uint64(len(e.fragments)))
		for _, f := range e.fragments {
			b = binary.AppendUvarint(b, uint64(f.at))
			b = binary.AppendUvarint(b, uint64(f.length))
		}
	}
	return b
}

func appendText(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

// decoder takes apart what an index has. After the first thing that makes no sense,
// all that it reads is zero.
type decoder struct {
	b   []byte
	bad bool
}

func (d *decoder) uint() uint64 {
	v, n := binary.Uvarint(d.b)
	if n <= 0 {
		d.bad, d.b = true, nil
		return 0
	}
	d.b = d.b[n:]
	return v
}

func (d *decoder) int() int64 {
	v, n := binary.Varint(d.b)
	if n <= 0 {
		d.bad, d.b = true, nil
		return 0
	}
	d.b = d.b[n:]
	return v
}

// size is a number that is not negative as an int64 either.
func (d *decoder) size() int64 {
	v := int64(d.uint())
	if v < 0 {
		d.bad, v = true, 0
	}
	return v
}

// count is a number of things of at least one byte each.
func (d *decoder) count() int {
	v := d.uint()
	if v > uint64(len(d.b)) {
		d.bad, v = true, 0
	}
	return int(v)
}

func (d *decoder) text() string { return d.again("") }

// again is text, without a new string where it is the one given.
func (d *decoder) again(before string) string {
	n := d.count()
	b := d.b[:n]
	d.b = d.b[n:]
	if string(b) == before {
		return before
	}
	return string(b)
}

func (d *decoder) time() time.Time {
	sec := d.int()
	ns := d.uint()
	if ns > 999_999_999 {
		d.bad = true
	}
	return time.Unix(sec, int64(ns))
}

// decodeRecord reads what appendRecord wrote, less the length.
func decodeRecord(b []byte) (*Entry, error) {
	d := &decoder{b: b}
	e := &Entry{node: uint32(d.uint()), Index: d.size()}
	parts := d.uint()
	mode := d.uint()
	if mode>>12 >= uint64(len(typeCodes)) {
		return nil, errDamaged
	}
	e.Type, e.Mode = typeCodes[mode>>12], uint32(mode&0o7777)
	e.UID, e.GID = int(d.int()), int(d.int())
	e.Uname, e.Gname = d.again("root"), d.again("root")
	e.Size, e.Offset, e.stored = d.size(), d.size(), d.size()
	e.prev, e.data = d.size(), d.size()
	d.parts(e, parts)
	if d.bad {
		return nil, errDamaged
	}
	return e, nil
}

func (d *decoder) parts(e *Entry, parts uint64) {
	if parts&hasMtime != 0 {
		e.Mtime = d.time()
	}
	if parts&hasAtime != 0 {
		e.Atime = d.time()
	}
	if parts&hasCtime != 0 {
		e.Ctime = d.time()
	}
	if parts&hasLink != 0 {
		e.LinkTarget = d.text()
	}
	if parts&hasHardLink != 0 {
		e.HardLink = d.text()
	}
	if parts&hasDevice != 0 {
		e.Major, e.Minor = d.int(), d.int()
	}
	if parts&hasXattrs != 0 {
		n := d.count()
		e.Xattrs = make(map[string]string, min(n, 64))
		for range n {
			key := d.text()
			e.Xattrs[key] = d.text()
		}
	}
	if parts&hasFragments != 0 {
		e.sparse = true
		e.fragments = make([]fragment, d.count())
		for i := range e.fragments {
			e.fragments[i] = fragment{d.size(), d.size()}
		}
		if checkSparse(e.fragments, e.Size, e.stored) != nil {
			d.bad = true
		}
	}
}
