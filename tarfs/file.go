package tarfs

import (
	"errors"
	"io"
	"io/fs"
	"path"
	"sort"
)

// File is an open file of a FS. Several goroutines may use ReadAt at a time.
type File struct {
	entry   *Entry
	name    string
	content io.ReaderAt
	at      int64
	fs      *FS
	listing *listing
	closed  bool
}

var (
	_ fs.ReadDirFile = (*File)(nil)
	_ io.ReaderAt    = (*File)(nil)
	_ io.Seeker      = (*File)(nil)
)

// Open opens what a name leads to, through symbolic links. The file is a *File.
func (f *FS) Open(name string) (fs.File, error) {
	e, err := f.follow("open", name)
	if err != nil {
		return nil, err
	}
	file, err := f.OpenEntry(e)
	if err != nil {
		return nil, err
	}
	file.name = path.Base(name)
	return file, nil
}

// maxReadFile bounds what ReadFile reads, in bytes: a file of an archive may be nothing
// but a hole of any size.
const maxReadFile = 1 << 30

// ReadFile reads the content of a file, if that is at most a GiB.
func (f *FS) ReadFile(name string) ([]byte, error) {
	file, err := f.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	if info, err := file.Stat(); err == nil && info.Size() > maxReadFile {
		return nil, &fs.PathError{Op: "read", Path: name, Err: errors.New("too big to be read at once")}
	}
	return io.ReadAll(file)
}

// OpenEntry opens an entry, which may be one that is hidden.
func (f *FS) OpenEntry(e *Entry) (*File, error) {
	file := &File{entry: e, name: path.Base(e.Path), fs: f}
	if e.HardLink != "" {
		target, err := f.target(e)
		if err != nil {
			return nil, &fs.PathError{Op: "open", Path: e.Path, Err: err}
		}
		e = target
	}
	if e.Layer < 0 || e.Layer >= len(f.layers) {
		return nil, &fs.PathError{Op: "open", Path: e.Path, Err: fs.ErrInvalid}
	}
	if e.IsRegular() {
		file.content = newContent(f.layers[e.Layer].content, e)
	}
	return file, nil
}

// target is the entry that has the content of a hard link.
func (f *FS) target(e *Entry) (*Entry, error) {
	a := f.layers[e.Layer]
	if e.data == 0 {
		t, err := f.below(a, e)
		if err != nil || t.data == 0 {
			return t, err
		}
		return f.target(t)
	}
	t, _, err := a.ix.record(e.data)
	if err == nil && (t == nil || t.HardLink != "") {
		err = errDamaged
	}
	if err != nil {
		return nil, err
	}
	t.Layer = e.Layer
	return t, nil
}

// content is what a file has, holes included.
type content struct {
	r io.ReaderAt
	e *Entry
	// starts are where the fragments of a sparse file are in the archive.
	starts []int64
}

func newContent(r io.ReaderAt, e *Entry) *content {
	c := &content{r: r, e: e}
	at := e.Offset
	for _, f := range e.fragments {
		c.starts = append(c.starts, at)
		at += f.length
	}
	return c
}

// ReadAt reads at a place of the file. A file that the archive has not all of ends
// with io.ErrUnexpectedEOF.
func (c *content) ReadAt(b []byte, off int64) (int, error) {
	if off < 0 {
		return 0, fs.ErrInvalid
	}
	var end error
	if off >= c.e.Size {
		return 0, io.EOF
	}
	if int64(len(b)) > c.e.Size-off {
		b, end = b[:c.e.Size-off], io.EOF
	}
	var n int
	var err error
	if c.e.sparse {
		n, err = c.sparse(b, off)
	} else {
		n, err = c.r.ReadAt(b, c.e.Offset+off)
	}
	switch {
	case n == len(b) && (err == nil || errors.Is(err, io.EOF)):
		return n, end
	case err == nil || errors.Is(err, io.EOF):
		return n, io.ErrUnexpectedEOF
	}
	return n, err
}

// sparse fills in holes.
func (c *content) sparse(b []byte, off int64) (n int, err error) {
	fragments := c.e.fragments
	i := sort.Search(len(fragments), func(i int) bool { return fragments[i].at+fragments[i].length > off })
	for n < len(b) {
		at := off + int64(n)
		if i == len(fragments) {
			clear(b[n:])
			return len(b), nil
		}
		f := fragments[i]
		if at < f.at {
			hole := b[n:][:min(int64(len(b)-n), f.at-at)]
			clear(hole)
			n += len(hole)
			continue
		}
		part := b[n:][:min(int64(len(b)-n), f.at+f.length-at)]
		got, err := c.r.ReadAt(part, c.starts[i]+at-f.at)
		n += got
		if got < len(part) {
			return n, err
		}
		i++
	}
	return n, nil
}

// Stat describes the file.
func (f *File) Stat() (fs.FileInfo, error) { return info{f.name, f.entry}, nil }

// Entry is the entry of the file.
func (f *File) Entry() *Entry { return f.entry }

func (f *File) fail(op string, err error) error {
	return &fs.PathError{Op: op, Path: f.entry.Path, Err: err}
}

// check tells whether there is anything to read.
func (f *File) check(op string) error {
	switch {
	case f.closed:
		return f.fail(op, fs.ErrClosed)
	case f.content == nil:
		return f.fail(op, fs.ErrInvalid)
	}
	return nil
}

// Read reads on from where it ended before.
func (f *File) Read(b []byte) (int, error) {
	if err := f.check("read"); err != nil {
		return 0, err
	}
	n, err := f.content.ReadAt(b, f.at)
	f.at += int64(n)
	if n > 0 && errors.Is(err, io.EOF) {
		err = nil
	}
	if err != nil && !errors.Is(err, io.EOF) {
		err = f.fail("read", err)
	}
	return n, err
}

// ReadAt reads at a place of the file.
func (f *File) ReadAt(b []byte, off int64) (int, error) {
	if err := f.check("read"); err != nil {
		return 0, err
	}
	n, err := f.content.ReadAt(b, off)
	if err != nil && !errors.Is(err, io.EOF) {
		err = f.fail("read", err)
	}
	return n, err
}

// Seek sets where Read goes on.
func (f *File) Seek(offset int64, whence int) (int64, error) {
	if err := f.check("seek"); err != nil {
		return 0, err
	}
	switch whence {
	case io.SeekCurrent:
		offset += f.at
	case io.SeekEnd:
		offset += f.entry.Size
	}
	if offset < 0 || whence < io.SeekStart || whence > io.SeekEnd {
		return 0, f.fail("seek", fs.ErrInvalid)
	}
	f.at = offset
	return offset, nil
}

// Close ends the use of the file.
func (f *File) Close() error {
	if f.closed {
		return f.fail("close", fs.ErrClosed)
	}
	f.closed = true
	return nil
}
