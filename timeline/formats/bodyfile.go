package formats

import (
	"bufio"
	"fmt"
	"io"
	"regexp"
	"strings"
	"time"

	"github.com/rummage-scanner/rummage/document"
	"github.com/rummage-scanner/rummage/timeline"
)

// bodyfile writes what The Sleuth Kit's mactime reads, version 3:
//
//	MD5|name|inode|mode_as_string|UID|GID|size|atime|mtime|ctime|crtime
//
// A file has one line, with all of its times; 0 is one that is not known, as there
// is no other word for it. What is not one of a file's times has a line of its own,
// with that time in all four places, so that mactime shows it once. MD5 is always 0:
// a SHA-256 has no place here.
//
// mactime itself passes over times before 1970 and over files without any other than
// its first second, and sorts times after 2286 as text.
type bodyfile struct{ w *bufio.Writer }

func newBodyfile(w io.Writer, _ Options) (Writer, error) {
	return &bodyfile{bufio.NewWriter(w)}, nil
}

func (b *bodyfile) Event(e *timeline.Event) error {
	if e.File != nil && e.File.First {
		if err := b.file(e); err != nil {
			return err
		}
	}
	if e.File != nil && isTimeOf(e.File, e.Time) {
		return nil
	}
	name := fmt.Sprintf("[%s] %s", e.Source, subject(e))
	if e.Path != "" && e.File == nil {
		name += " (" + position(e) + ")"
	}
	return b.line(name, 0, "----------", 0, 0, 0, e.Time, e.Time, e.Time, e.Time)
}

// file writes what is known of a file. Without any time mactime would not show it.
func (b *bodyfile) file(e *timeline.Event) error {
	f := e.File
	if f.Mtime.IsZero() && f.Atime.IsZero() && f.Ctime.IsZero() && f.Btime.IsZero() {
		return nil
	}
	name := e.Path
	if f.LinkTarget != "" {
		name += " -> " + f.LinkTarget
	}
	if e.Change == string(document.Deleted) {
		name += " (deleted)"
	}
	return b.line(name, f.Inode, mode(f), f.UID, f.GID, f.Size, f.Atime, f.Mtime, f.Ctime, f.Btime)
}

func (b *bodyfile) line(name string, inode uint64, mode string, uid, gid int, size int64, atime, mtime, ctime, crtime time.Time) error {
	_, err := fmt.Fprintf(b.w, "0|%s|%d|%s|%d|%d|%d|%d|%d|%d|%d\n",
		bodyName(name), inode, mode, uid, gid, size, seconds(atime), seconds(mtime), seconds(ctime), seconds(crtime))
	return err
}

func (b *bodyfile) Close(timeline.Tail) error { return b.w.Flush() }

// isTimeOf tells whether a line of the file shows this time.
func isTimeOf(f *timeline.File, t time.Time) bool {
	for _, of := range []time.Time{f.Mtime, f.Atime, f.Ctime, f.Btime} {
		if !of.IsZero() && of.Unix() == t.Unix() {
			return true
		}
	}
	return false
}

// seconds is a time since 1970 and, as the format wants it, 0 for none.
func seconds(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.Unix()
}

// coded is what mactime reads as a byte, in any field.
var coded = regexp.MustCompile(`(?i)%([0-9a-f]{2})`)

// bodyName escapes what would end the field or the line. A bar is %7C, as mactime
// reads it, and what would be read so is kept from it by %25. What a terminal acts on
// is escaped as everywhere: from %HH it would come out of mactime again.
func bodyName(name string) string {
	name = coded.ReplaceAllString(document.Escape(name), "%25$1")
	return strings.ReplaceAll(name, "|", "%7C")
}

// mode is that of `ls -l`.
func mode(f *timeline.File) string {
	const types = "-dlpscb"
	kind := byte('-')
	for i, t := range []document.Type{document.Regular, document.Directory, document.Symlink, document.FIFO, document.SocketF, document.CharDev, document.BlockDev} {
		if f.Type == t {
			kind = types[i]
		}
	}
	bits := []byte("-rwxrwxrwx")
	bits[0] = kind
	for i := range 9 {
		if f.Mode&(1<<(8-i)) == 0 {
			bits[1+i] = '-'
		}
	}
	for i, special := range []struct {
		bit  document.Mode
		char byte
	}{{0o4000, 's'}, {0o2000, 's'}, {0o1000, 't'}} {
		if f.Mode&special.bit == 0 {
			continue
		}
		at := 3 * (i + 1)
		if bits[at] == '-' {
			special.char -= 'a' - 'A'
		}
		bits[at] = special.char
	}
	return string(bits)
}
