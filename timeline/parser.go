package timeline

import (
	"errors"
	"io"
	"os"
	"time"
)

// Parser reads one kind of artefact.
type Parser struct {
	// Name is how users and events call it.
	Name   string
	Source Source
	// Files are patterns of the paths, absolute in the root, of what it reads, as
	// doublestar has them: "/var/log/nginx/*access.log*". A suffix of compression
	// (.gz, .xz, .zst, .bz2) is not a part of the path: what is read is plain.
	Files []string
	// Zoneless tells that the times need no time zone.
	Zoneless bool
	// Parse reads an artefact. What of it makes no sense is passed over and told to
	// in.Skip; the error is for what ends the reading, and events that came before
	// stand. It must end on any input, within memory that does not grow with it.
	Parse func(in *Input, emit func(Event)) error
}

// Input is an artefact to read.
type Input struct {
	// Path is absolute in the root that it is in.
	Path string
	// Size is in bytes, -1 when it is not known.
	Size int64
	// Mtime is when its content changed last, as the file system says: a log that
	// leaves years out goes by it. It is zero when that is not known.
	Mtime time.Time
	// Zone is that of the root, for times without one; never nil.
	Zone *time.Location
	// ZoneAssumed says where Zone is from: "/etc/localtime", or "UTC, as the root
	// names none".
	ZoneAssumed string
	// Content is read once, from the beginning.
	Content io.Reader
	// Skip tells that something was passed over: how many there are of a kind is
	// told in the end. The reason is the same for each of a kind: "lines without a
	// time".
	Skip func(reason string)

	file *os.File
}

// maxSpool bounds what File keeps of an artefact, in bytes.
const maxSpool = 1 << 30

// File has the content as a file, for formats that are not read from the beginning
// to the end. It is gone after Parse. Content must not have been read before. What
// cannot be read of the content is passed over.
func (in *Input) File() (*os.File, error) {
	if in.file != nil {
		return in.file, nil
	}
	f, err := os.CreateTemp("", "rummage-")
	if err != nil {
		return nil, err
	}
	if err := os.Remove(f.Name()); err != nil {
		f.Close()
		return nil, err
	}
	n, err := io.Copy(f, io.LimitReader(in.Content, maxSpool+1))
	var full *os.PathError
	if errors.As(err, &full) { // of the file, and not of the content
		f.Close()
		return nil, err
	}
	if err != nil {
		in.Skip("what is behind a read error: " + err.Error())
	}
	if n > maxSpool {
		in.Skip("what is behind the first GiB")
	}
	in.file = f
	return f, nil
}

// close lets go of the file.
func (in *Input) close() {
	if in.file != nil {
		in.file.Close()
	}
}
