package tree

import (
	"context"
	"errors"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/rummage-scanner/rummage/tarfs"
)

// FromArchive makes a tree of an archive, or of the layers of an image, which have
// names from the lowest on.
func FromArchive(f *tarfs.FS, layers []string) Tree { return archive{f, layers} }

type archive struct {
	*tarfs.FS
	layers []string
}

// errNoEntry tells of a description that is of no entry of an archive.
var errNoEntry = errors.New("it is no entry of an archive")

// Attributes tells what the archive does.
func (t archive) Attributes(info fs.FileInfo) Attributes {
	e, ok := info.Sys().(*tarfs.Entry)
	if !ok {
		return Attributes{Links: 1}
	}
	return Attributes{
		UID: int64(e.UID), GID: int64(e.GID), Inode: t.Inode(e), Links: 1,
		Major: uint32(e.Major), Minor: uint32(e.Minor), Atime: e.Atime, Ctime: e.Ctime,
	}
}

// Xattrs are those that the archive has, in the way of PAX. Hard links have none of
// their own.
func (t archive) Xattrs(name string) (map[string][]byte, error) {
	info, err := t.Lstat(name)
	if err != nil {
		return nil, err
	}
	e, ok := info.Sys().(*tarfs.Entry)
	if !ok {
		return nil, &fs.PathError{Op: "listxattr", Path: name, Err: errNoEntry}
	}
	if e.HardLink != "" && len(e.Xattrs) == 0 {
		if first, found := t.Lookup(Clean(e.HardLink)); found && t.Inode(first) == t.Inode(e) {
			e = first
		}
	}
	attributes := make(map[string][]byte, len(e.Xattrs))
	for name, value := range e.Xattrs {
		attributes[name] = []byte(value)
	}
	return attributes, nil
}

// Versions are all entries of a name.
func (t archive) Versions(name string) ([]Version, error) {
	var versions []Version
	for _, e := range t.FS.Versions(name) {
		versions = append(versions, t.version(e))
	}
	if versions == nil {
		// A directory that only its files tell of has no entry.
		info, err := t.Lstat(name)
		if err != nil {
			return nil, err
		}
		return []Version{{Name: name, Info: info}}, nil
	}
	slices.Reverse(versions)
	return versions, nil
}

func (t archive) version(e *tarfs.Entry) Version {
	v := Version{Name: e.Path, Info: entryInfo{e}, Hidden: e.Hidden, Link: e.LinkTarget}
	if e.Layer < len(t.layers) {
		v.Layer = t.layers[e.Layer]
		v.Whiteout = strings.HasPrefix(path.Base(e.Path), ".wh.")
	}
	return v
}

// entryInfo describes an entry, which may be one that no name leads to.
type entryInfo struct{ *tarfs.Entry }

func (i entryInfo) Name() string       { return path.Base(i.Path) }
func (i entryInfo) Size() int64        { return i.Entry.Size }
func (i entryInfo) Mode() fs.FileMode  { return i.FileMode() }
func (i entryInfo) ModTime() time.Time { return i.Mtime }
func (i entryInfo) Sys() any           { return i.Entry }

// AllVersions visits all entries in a directory: with recursive those below it, in
// the order in which they are stored.
func (t archive) AllVersions(ctx context.Context, dir string, recursive bool, visit func(Version) error) error {
	below := dir + "/"
	if dir == "." {
		below = ""
	}
	var found []Version
	err := t.Walk(ctx, func(e *tarfs.Entry) error {
		name, ok := strings.CutPrefix(e.Path, below)
		switch {
		case !ok, name == "" || name == ".":
			return nil
		case recursive:
			return visit(t.version(e))
		case strings.Contains(name, "/"):
			return nil
		case len(found) == maxListed:
			return errors.New("there are too many entries to put in order: list them with -R")
		}
		found = append(found, t.version(e))
		return nil
	})
	slices.Reverse(found)
	slices.SortStableFunc(found, func(a, b Version) int { return strings.Compare(a.Name, b.Name) })
	for _, v := range found {
		if err := visit(v); err != nil {
			return err
		}
	}
	return err
}

// Static tells whether a tree is that of archives, which nobody changes while they
// are read.
func Static(t Tree) bool {
	switch t := t.(type) {
	case archive:
		return true
	case only:
		return Static(t.Tree)
	}
	return false
}
