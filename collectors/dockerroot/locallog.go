package dockerroot

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"time"
)

// The local driver writes each entry between two copies of its length, 4 bytes
// big-endian, as a protocol buffer that api/types/plugins/logdriver/entry.proto
// of Docker describes.

const lengthSize = 4

// localEntries reads a log of the local driver from an entry's beginning on. What
// follows a fault cannot be read: nothing tells where an entry begins.
func (l *log) localEntries(r io.Reader) error {
	in := bufio.NewReaderSize(r, 64<<10)
	var entry []byte
	for {
		var head, foot [lengthSize]byte
		if _, err := io.ReadFull(in, head[:]); err == io.EOF {
			return nil
		} else if err != nil {
			return fmt.Errorf("an entry is cut: %w", err)
		}
		length := binary.BigEndian.Uint32(head[:])
		if length > maxEntry {
			return fmt.Errorf("an entry claims a length of %d bytes", length)
		}
		entry = append(entry[:0], make([]byte, length)...)
		if _, err := io.ReadFull(in, entry); err != nil {
			return fmt.Errorf("an entry is cut: %w", err)
		}
		if _, err := io.ReadFull(in, foot[:]); err != nil {
			return fmt.Errorf("an entry is cut: %w", err)
		}
		if head != foot {
			return errors.New("an entry has two lengths")
		}
		if err := l.localEntry(entry); err != nil {
			return err
		}
	}
}

// localTail reads the entries that begin at from or later. They are found from
// the end of the file backwards, by the length behind each.
func (l *log) localTail(f io.ReaderAt, size, from int64) error {
	at := size
	for at-2*lengthSize >= from {
		var foot, head [lengthSize]byte
		if _, err := f.ReadAt(foot[:], at-lengthSize); err != nil {
			return fmt.Errorf("read backwards: %w", err)
		}
		begin := at - 2*lengthSize - int64(binary.BigEndian.Uint32(foot[:]))
		if begin < from {
			break
		}
		if _, err := f.ReadAt(head[:], begin); err != nil || head != foot {
			return errors.Join(err, errors.New("the end is no entry, and what is before it was not looked for"))
		}
		at = begin
	}
	return l.localEntries(io.NewSectionReader(f, at, size-at))
}

// localEntry reads one entry: source = 1, time_nano = 2, line = 3, partial = 4.
func (l *log) localEntry(message []byte) error {
	var source, line []byte
	var nano uint64
	partial := false
	for len(message) > 0 {
		tag, value, bytes, rest, err := field(message)
		if err != nil {
			return err
		}
		switch tag {
		case 1<<3 | 2:
			source = bytes
		case 2 << 3:
			nano = value
		case 3<<3 | 2:
			line = bytes
		case 4 << 3:
			partial = value != 0
		}
		message = rest
	}
	if !partial {
		line = append(line[:len(line):len(line)], '\n')
	}
	return l.entry(string(source), time.Unix(0, int64(nano)), line)
}

// field takes the first field off a protocol buffer's message: its number and
// type, and its value, which is a number or bytes.
func field(message []byte) (tag, value uint64, bytes, rest []byte, err error) {
	malformed := errors.New("an entry is malformed")
	tag, n := binary.Uvarint(message)
	if n <= 0 {
		return 0, 0, nil, nil, malformed
	}
	rest = message[n:]
	switch tag & 7 {
	case 0: // a number
		value, n = binary.Uvarint(rest)
		if n <= 0 {
			return 0, 0, nil, nil, malformed
		}
		return tag, value, nil, rest[n:], nil
	case 2: // bytes, with their length
		value, n = binary.Uvarint(rest)
		if n <= 0 || value > uint64(len(rest)-n) {
			return 0, 0, nil, nil, malformed
		}
		rest = rest[n:]
		return tag, 0, rest[:value], rest[value:], nil
	case 1, 5: // 8 or 4 bytes
		size := map[uint64]int{1: 8, 5: 4}[tag&7]
		if len(rest) < size {
			return 0, 0, nil, nil, malformed
		}
		return tag, 0, nil, rest[size:], nil
	}
	return 0, 0, nil, nil, malformed
}
