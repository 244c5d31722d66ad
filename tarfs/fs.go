package tarfs

import (
	"context"
	"errors"
	"io/fs"
	"math"
	"path"
	"slices"
	"strings"
)

// FS is a file system of an archive, or of several on top of each other. It is safe
// for use by several goroutines.
//
// It is an fs.FS, but takes names that are not valid UTF-8, too.
type FS struct {
	layers []*archive
	image  bool
	notice func(string)
}

var (
	_ fs.ReadDirFS  = (*FS)(nil)
	_ fs.StatFS     = (*FS)(nil)
	_ fs.ReadFileFS = (*FS)(nil)
	_ fs.ReadLinkFS = (*FS)(nil)
)

// Close closes the archives. Files that are open cannot be read afterwards.
func (f *FS) Close() error {
	var errs []error
	for _, a := range f.layers {
		errs = append(errs, a.close())
	}
	return errors.Join(errs...)
}

// Len is how many entries there are, in all layers.
func (f *FS) Len() int {
	n := 0
	for _, a := range f.layers {
		n += int(a.ix.Entries)
	}
	return n
}

// Lookup finds what a name leads to. Symbolic links are not followed.
func (f *FS) Lookup(name string) (*Entry, bool) {
	e, err := f.lookup("lookup", name)
	return e, err == nil
}

func (f *FS) lookup(op, name string) (*Entry, error) {
	v, err := f.find(name)
	if err == nil {
		var e *Entry
		if e, err = f.entry(v); err == nil {
			return e, nil
		}
	}
	return nil, &fs.PathError{Op: op, Path: name, Err: err}
}

// Versions are all entries of a name, in the order of storage. The last that is not
// hidden is what the name leads to.
func (f *FS) Versions(name string) []*Entry {
	if !valid(name) {
		return nil
	}
	var all []*Entry
	for _, a := range f.layers {
		versions, err := f.versionsIn(a, name)
		if err != nil {
			f.notice(err.Error())
		}
		all = append(all, versions...)
	}
	return all
}

func (f *FS) versionsIn(a *archive, name string) ([]*Entry, error) {
	id, n, found, err := a.walk(name)
	if err != nil || !found {
		return nil, err
	}
	hides := hiding{fs: f}
	var versions []*Entry
	for off := n.last; off != 0; {
		e, _, err := a.ix.record(off)
		if err != nil || e == nil || e.prev >= off || e.node != id {
			return versions, errors.Join(err, errDamaged)
		}
		if err := f.finish(a, e, name); err != nil {
			return versions, err
		}
		if e.Hidden, err = hides.hidden(a, e); err != nil {
			return versions, err
		}
		versions = append(versions, e)
		off = e.prev
	}
	slices.Reverse(versions)
	return versions, nil
}

// valid is as fs.ValidPath is, but for names that are not UTF-8.
func valid(name string) bool {
	return name == "." || name != "" && path.Clean(name) == name && name[0] != '/' && name != ".." && !strings.HasPrefix(name, "../")
}

// walk goes down to a name in one archive.
func (a *archive) walk(name string) (id uint32, n storedNode, found bool, err error) {
	if n, err = a.ix.node(0); err != nil || name == "." {
		return 0, n, err == nil, err
	}
	for part := range strings.SplitSeq(name, "/") {
		if id, n, found, err = a.ix.child(&n, part); err != nil || !found {
			return 0, n, false, err
		}
	}
	return id, n, true, nil
}

// finish completes an entry of an archive as it was read.
func (f *FS) finish(a *archive, e *Entry, name string) error {
	e.Path, e.Layer = name, a.number
	if e.HardLink == "" || e.data != 0 {
		return nil
	}
	target, err := f.below(a, e)
	if err != nil {
		return nil // it leads nowhere
	}
	e.Type, e.Size, e.LinkTarget, e.Major, e.Minor = target.Type, target.Size, target.LinkTarget, target.Major, target.Minor
	return nil
}

// below is what a hard link leads to, when no entry before it in its layer is that:
// what lower layers have, or else what comes later.
func (f *FS) below(a *archive, e *Entry) (*Entry, error) {
	name := path.Clean("/" + e.HardLink)[1:]
	lower := &FS{layers: f.layers[:a.number], image: f.image}
	v, err := lower.find(name)
	if err != nil {
		lower.layers = f.layers[:a.number+1]
		v, err = lower.find(name)
	}
	if err != nil {
		return nil, err
	}
	if len(v.dirs) > 0 || v.file.a == a && v.file.n.last == e.record {
		return nil, fs.ErrNotExist
	}
	target, err := v.file.a.ix.entry(v.file.n.last)
	if err == nil && target.HardLink != "" && target.data == 0 {
		err = fs.ErrNotExist // one hop, as links that are found lead to content
	}
	if err == nil {
		target.Layer = v.file.a.number
	}
	return target, err
}

// Stat describes what a name leads to, through symbolic links.
func (f *FS) Stat(name string) (fs.FileInfo, error) {
	e, err := f.follow("stat", name)
	if err != nil {
		return nil, err
	}
	return info{path.Base(name), e}, nil
}

// Lstat describes what a name leads to, which may be a symbolic link.
func (f *FS) Lstat(name string) (fs.FileInfo, error) {
	e, err := f.lookup("lstat", name)
	if err != nil {
		return nil, err
	}
	return newInfo(e), nil
}

// ReadLink is where a symbolic link leads, as it is written there.
func (f *FS) ReadLink(name string) (string, error) {
	e, err := f.lookup("readlink", name)
	if err != nil {
		return "", err
	}
	if e.Type != fs.ModeSymlink {
		return "", &fs.PathError{Op: "readlink", Path: name, Err: fs.ErrInvalid}
	}
	return e.LinkTarget, nil
}

// follow finds what a name leads to, through symbolic links.
func (f *FS) follow(op, name string) (*Entry, error) {
	v, err := f.resolve(name)
	if err == nil {
		var e *Entry
		if e, err = f.entry(v); err == nil {
			return e, nil
		}
	}
	return nil, &fs.PathError{Op: op, Path: name, Err: err}
}

// Walk calls fn for all entries, also the hidden ones, in the order of storage: the
// lowest layer first. An error that fn returns ends it, and is returned; fs.SkipAll
// only ends it.
func (f *FS) Walk(ctx context.Context, fn func(*Entry) error) error {
	hides := hiding{fs: f}
	for _, a := range f.layers {
		err := f.walkArchive(ctx, a, &hides, fn)
		if errors.Is(err, fs.SkipAll) {
			return nil
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (f *FS) walkArchive(ctx context.Context, a *archive, hides *hiding, fn func(*Entry) error) error {
	dirID, dir := uint32(math.MaxUint32), ""
	for off := int64(pageSize); off < a.ix.Records; {
		if err := ctx.Err(); err != nil {
			return err
		}
		e, next, err := a.ix.record(off)
		if err != nil {
			return err
		}
		off = next
		if e == nil {
			continue
		}
		full := "."
		if e.node != 0 {
			n, err := a.ix.node(e.node)
			if err != nil {
				return err
			}
			name, err := a.ix.name(&n)
			if err != nil {
				return err
			}
			if n.parent != dirID {
				if dir, err = a.ix.path(n.parent); err != nil {
					return err
				}
				dirID = n.parent
			}
			full = join(dir, string(name))
		}
		if err := f.finish(a, e, full); err != nil {
			return err
		}
		if e.Hidden, err = hides.hidden(a, e); err != nil {
			return err
		}
		if err := fn(e); err != nil {
			return err
		}
	}
	return nil
}

func join(dir, name string) string {
	if dir == "." {
		return name
	}
	return dir + "/" + name
}
