package timeline

import (
	"bufio"
	"encoding/binary"
	"errors"
	"io"
	"maps"
	"slices"
	"time"

	"github.com/rummage-scanner/rummage/document"
)

// Events that are sorted on disk are records of ours: length, then the fields one
// after the other, numbers as varints and texts with their length before them. JSON
// takes several times as long.

// maxText bounds one text of a record, in bytes; what is longer is cut before.
const maxText = 1 << 20

type encoder struct{ to []byte }

func (e *encoder) int(n int64) { e.to = binary.AppendVarint(e.to, n) }

func (e *encoder) text(s string) {
	if len(s) > maxText {
		s = s[:maxText]
	}
	e.to = binary.AppendUvarint(e.to, uint64(len(s)))
	e.to = append(e.to, s...)
}

func (e *encoder) bool(b bool) {
	n := int64(0)
	if b {
		n = 1
	}
	e.int(n)
}

// time writes seconds and nanoseconds: nanoseconds alone end in the year 2262.
func (e *encoder) time(t time.Time) {
	e.bool(!t.IsZero())
	if !t.IsZero() {
		e.int(t.Unix())
		e.int(int64(t.Nanosecond()))
	}
}

func (e *encoder) event(ev *Event) {
	e.time(ev.Time)
	for _, s := range []string{ev.What, ev.MACB, ev.Type, string(ev.Source), ev.Parser, ev.Message, ev.Path, ev.Change, ev.User, ev.Host, ev.Assumed, ev.Target} {
		e.text(s)
	}
	e.int(ev.Line)
	e.int(int64(ev.PID))
	e.bool(ev.File != nil)
	if f := ev.File; f != nil {
		for _, s := range []string{string(f.Type), f.LinkTarget, f.SHA256} {
			e.text(s)
		}
		for _, n := range []int64{int64(f.Mode), int64(f.UID), int64(f.GID), f.Size, int64(f.Inode)} {
			e.int(n)
		}
		for _, t := range []time.Time{f.Mtime, f.Atime, f.Ctime, f.Btime} {
			e.time(t)
		}
		e.bool(f.First)
	}
	e.int(int64(len(ev.Fields)))
	for _, name := range slices.Sorted(maps.Keys(ev.Fields)) {
		e.text(name)
		e.text(ev.Fields[name])
	}
	e.int(int64(len(ev.Findings)))
	for _, rule := range ev.Findings {
		e.text(rule)
	}
}

var errRecord = errors.New("a record of the sorted events is damaged")

type decoder struct {
	from []byte
	err  error
}

func (d *decoder) int() int64 {
	n, size := binary.Varint(d.from)
	if size <= 0 {
		d.err, d.from = errRecord, nil
		return 0
	}
	d.from = d.from[size:]
	return n
}

func (d *decoder) text() string {
	n, size := binary.Uvarint(d.from)
	if size <= 0 || n > uint64(len(d.from)-size) {
		d.err, d.from = errRecord, nil
		return ""
	}
	s := string(d.from[size : size+int(n)])
	d.from = d.from[size+int(n):]
	return s
}

func (d *decoder) time() time.Time {
	if d.int() == 0 {
		return time.Time{}
	}
	seconds := d.int()
	return time.Unix(seconds, d.int()).UTC()
}

func (d *decoder) event(ev *Event) error {
	*ev = Event{Time: d.time()}
	var source string
	for _, s := range []*string{&ev.What, &ev.MACB, &ev.Type, &source, &ev.Parser, &ev.Message, &ev.Path, &ev.Change, &ev.User, &ev.Host, &ev.Assumed, &ev.Target} {
		*s = d.text()
	}
	ev.Source = Source(source)
	ev.Line = d.int()
	ev.PID = int(d.int())
	if d.int() != 0 {
		f := &File{Type: document.Type(d.text()), LinkTarget: d.text(), SHA256: d.text()}
		f.Mode, f.UID, f.GID, f.Size, f.Inode = document.Mode(d.int()), int(d.int()), int(d.int()), d.int(), uint64(d.int())
		for _, t := range []*time.Time{&f.Mtime, &f.Atime, &f.Ctime, &f.Btime} {
			*t = d.time()
		}
		f.First = d.int() != 0
		ev.File = f
	}
	if n := d.int(); n > 0 && d.err == nil {
		ev.Fields = map[string]string{}
		for range n {
			if d.err != nil {
				break
			}
			name := d.text()
			ev.Fields[name] = d.text()
		}
	}
	for n := d.int(); n > 0 && d.err == nil; n-- {
		ev.Findings = append(ev.Findings, d.text())
	}
	return d.err
}

// readRecord reads one record into a buffer, which is returned anew when it had to
// grow.
func readRecord(r *bufio.Reader, buffer []byte) ([]byte, error) {
	n, err := binary.ReadUvarint(r)
	if err != nil {
		return buffer[:0], err
	}
	if uint64(cap(buffer)) < n {
		buffer = make([]byte, n)
	}
	buffer = buffer[:n]
	_, err = io.ReadFull(r, buffer)
	return buffer, err
}
