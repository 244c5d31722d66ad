package tarfs

import (
	"io/fs"
	"path"
	"time"
)

// Entry is one entry of an archive.
type Entry struct {
	// Path is a name as io/fs has them, but need not be valid UTF-8.
	Path string
	// Type has the type bits alone; Mode has the 12 bits of permissions, setuid,
	// setgid and sticky, as chmod takes them.
	Type         fs.FileMode
	Mode         uint32
	UID, GID     int
	Uname, Gname string
	// Size is that of the content in bytes, holes included. A hard link has the type
	// and the size of what it leads to.
	Size int64
	// Times that the archive does not have are zero.
	Mtime, Atime, Ctime time.Time
	// LinkTarget is where a symbolic link leads, as it is written there.
	LinkTarget string
	// HardLink is the name of the entry that this one shares its content with.
	HardLink     string
	Major, Minor int64
	Xattrs       map[string]string
	// Layer counts from 0, the lowest.
	Layer int
	// Hidden tells that the entry is not what its name leads to: a later one, or one
	// of a higher layer, replaces it, or has deleted it or a directory above it.
	Hidden bool
	// Index counts the entries of a layer from 0; it is -1 for a directory that has
	// no entry of its own.
	Index int64
	// Offset is where the content begins in the archive, in bytes, compression undone.
	Offset int64

	stored    int64      // bytes of the content in the archive
	fragments []fragment // of a sparse file
	sparse    bool
	node      uint32
	record    int64 // of the entry, in the index
	prev      int64 // record of the version before
	data      int64 // record of what a hard link leads to; 0 if that is not in the layer
}

// IsDir tells whether the entry is a directory.
func (e *Entry) IsDir() bool { return e.Type == fs.ModeDir }

// IsRegular tells whether the entry is a file that has content.
func (e *Entry) IsRegular() bool { return e.Type == 0 }

// FileMode is the type and the mode as io/fs has them.
func (e *Entry) FileMode() fs.FileMode {
	m := e.Type | fs.FileMode(e.Mode&0o777)
	for _, bit := range []struct {
		tar uint32
		fs  fs.FileMode
	}{{0o4000, fs.ModeSetuid}, {0o2000, fs.ModeSetgid}, {0o1000, fs.ModeSticky}} {
		if e.Mode&bit.tar != 0 {
			m |= bit.fs
		}
	}
	return m
}

// info shows an entry as io/fs wants it, under the name that it was asked for.
type info struct {
	name  string
	entry *Entry
}

func newInfo(e *Entry) info { return info{path.Base(e.Path), e} }

func (i info) Name() string               { return i.name }
func (i info) Size() int64                { return i.entry.Size }
func (i info) Mode() fs.FileMode          { return i.entry.FileMode() }
func (i info) Type() fs.FileMode          { return i.entry.Type }
func (i info) ModTime() time.Time         { return i.entry.Mtime }
func (i info) IsDir() bool                { return i.entry.IsDir() }
func (i info) Sys() any                   { return i.entry }
func (i info) Info() (fs.FileInfo, error) { return i, nil }
func (i info) String() string             { return fs.FormatFileInfo(i) }
