package tarfs

import (
	"errors"
	"io"
	"io/fs"
	"strings"
)

// ReadDir lists a directory in the order of names.
func (f *FS) ReadDir(name string) ([]fs.DirEntry, error) {
	v, err := f.resolve(name)
	var list []fs.DirEntry
	if err == nil {
		list, err = f.list(v)
	}
	if err != nil {
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

// list merges what archives have of a directory.
func (f *FS) list(v view) ([]fs.DirEntry, error) {
	if !v.isDir() {
		return nil, errors.New("not a directory")
	}
	cursors := make([]cursor, len(v.dirs))
	for i := range cursors {
		cursors[i] = cursor{dir: v.dirs[i], next: v.dirs[i].n.first}
		if err := cursors[i].advance(); err != nil {
			return nil, err
		}
	}
	var list []fs.DirEntry
	for {
		name, children, err := smallest(cursors)
		if err != nil || children == nil {
			return list, err
		}
		if f.image && strings.HasPrefix(name, whiteoutPrefix) {
			continue
		}
		to, err := f.combine(v, name, children)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return list, err
		}
		e, err := f.entry(to)
		if err != nil {
			return list, err
		}
		list = append(list, newInfo(e))
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
	if !f.listed {
		list, err := f.fs.ReadDir(f.entry.Path)
		if err != nil {
			return nil, err
		}
		f.list, f.listed = list, true
	}
	if n <= 0 {
		n = len(f.list)
	} else if len(f.list) == 0 {
		return nil, io.EOF
	}
	n = min(n, len(f.list))
	part := f.list[:n:n]
	f.list = f.list[n:]
	return part, nil
}
