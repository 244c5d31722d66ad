package tarfs

import (
	"errors"
	"io"
	"io/fs"
	"strings"
)

// ReadDir lists a directory in the order of names.
func (f *FS) ReadDir(name string) ([]fs.DirEntry, error) {
	l, err := f.listing(name)
	var list []fs.DirEntry
	if err == nil {
		list, err = l.read(-1)
	}
	if err != nil && !errors.Is(err, io.EOF) {
		return list, &fs.PathError{Op: "readdir", Path: name, Err: err}
	}
	return list, nil
}

// cursor goes through the children of a node in one archive.
type cursor struct {
	dir      ref
	next     uint32
	name     string
	n        storedNode
	finished bool
}

func (c *cursor) advance() error {
	if c.next == c.dir.n.first+c.dir.n.children {
		c.finished = true
		return nil
	}
	n, err := c.dir.a.ix.node(c.next)
	if err != nil {
		return err
	}
	name, err := c.dir.a.ix.name(&n)
	c.n, c.name = n, string(name)
	c.next++
	return err
}

// listing merges what archives have of a directory, name by name.
type listing struct {
	fs      *FS
	dir     view
	cursors []cursor
}

func (f *FS) listing(name string) (*listing, error) {
	v, err := f.resolve(name)
	if err != nil {
		return nil, err
	}
	if !v.isDir() {
		return nil, errors.New("not a directory")
	}
	l := &listing{fs: f, dir: v, cursors: make([]cursor, len(v.dirs))}
	for i := range l.cursors {
		l.cursors[i] = cursor{dir: v.dirs[i], next: v.dirs[i].n.first}
		if err := l.cursors[i].advance(); err != nil {
			return nil, err
		}
	}
	return l, nil
}

// read has the next n entries, or all for an n below 0. It returns io.EOF with the
// last.
func (l *listing) read(n int) ([]fs.DirEntry, error) {
	var list []fs.DirEntry
	for len(list) != n {
		e, err := l.next()
		if err != nil {
			return list, err
		}
		list = append(list, newInfo(e))
	}
	return list, nil
}

// next has the next entry, or io.EOF.
func (l *listing) next() (*Entry, error) {
	for {
		name, children, err := smallest(l.cursors)
		if err != nil {
			return nil, err
		}
		if children == nil {
			return nil, io.EOF
		}
		if l.fs.image && strings.HasPrefix(name, whiteoutPrefix) {
			continue
		}
		v, err := l.fs.combine(l.dir, name, children)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, err
		}
		return l.fs.entry(v)
	}
}

// smallest has the first name of all cursors, with the nodes that have it.
func smallest(cursors []cursor) (name string, children []ref, err error) {
	found := false
	for i := range cursors {
		if c := &cursors[i]; !c.finished && (!found || c.name < name) {
			name, found = c.name, true
		}
	}
	if !found {
		return "", nil, nil
	}
	children = make([]ref, len(cursors))
	for i := range cursors {
		c := &cursors[i]
		children[i] = ref{a: c.dir.a, kill: c.dir.kill}
		if c.finished || c.name != name {
			continue
		}
		children[i].id, children[i].n = c.next-1, c.n
		if err := c.advance(); err != nil {
			return "", nil, err
		}
	}
	return name, children, nil
}

// ReadDir lists a directory, n names at a time when n is above 0.
func (f *File) ReadDir(n int) ([]fs.DirEntry, error) {
	if f.closed {
		return nil, f.fail("readdir", fs.ErrClosed)
	}
	if !f.entry.IsDir() {
		return nil, f.fail("readdir", errors.New("not a directory"))
	}
	if f.listing == nil {
		l, err := f.fs.listing(f.entry.Path)
		if err != nil {
			return nil, f.fail("readdir", err)
		}
		f.listing = l
	}
	if n <= 0 {
		n = -1
	}
	list, err := f.listing.read(n)
	switch {
	case !errors.Is(err, io.EOF):
		return list, err
	case n > 0 && len(list) == 0:
		return nil, io.EOF
	}
	return list, nil
}
