package tree

import (
	"context"
	"io/fs"
	"path"
)

// Only shows nothing of a tree but some names, and the directories above them.
func Only(t Tree, names []string) Tree {
	o := only{t, map[string]bool{".": true}}
	for _, name := range names {
		for name = Clean(name); !o.names[name]; name = path.Dir(name) {
			o.names[name] = true
		}
	}
	return o
}

type only struct {
	Tree
	names map[string]bool
}

func (o only) has(op, name string) error {
	if o.names[name] {
		return nil
	}
	return &fs.PathError{Op: op, Path: name, Err: fs.ErrNotExist}
}

// Open opens a file.
func (o only) Open(name string) (fs.File, error) {
	if err := o.has("open", name); err != nil {
		return nil, err
	}
	return o.Tree.Open(name)
}

// Lstat describes a file.
func (o only) Lstat(name string) (fs.FileInfo, error) {
	if err := o.has("lstat", name); err != nil {
		return nil, err
	}
	return o.Tree.Lstat(name)
}

// ReadLink tells where a link leads.
func (o only) ReadLink(name string) (string, error) {
	if err := o.has("readlink", name); err != nil {
		return "", err
	}
	return o.Tree.ReadLink(name)
}

// ReadDir lists a directory.
func (o only) ReadDir(name string) ([]fs.DirEntry, error) {
	if err := o.has("readdir", name); err != nil {
		return nil, err
	}
	all, err := o.Tree.ReadDir(name)
	var entries []fs.DirEntry
	for _, e := range all {
		if o.names[path.Join(name, e.Name())] {
			entries = append(entries, e)
		}
	}
	return entries, err
}

// Xattrs are the extended attributes of a file.
func (o only) Xattrs(name string) (map[string][]byte, error) {
	if err := o.has("listxattr", name); err != nil {
		return nil, err
	}
	return o.Tree.Xattrs(name)
}

// Versions are all files that there are at a path.
func (o only) Versions(name string) ([]Version, error) {
	if err := o.has("lstat", name); err != nil {
		return nil, err
	}
	return o.Tree.Versions(name)
}

// AllVersions visits all versions of what is in a directory.
func (o only) AllVersions(ctx context.Context, dir string, recursive bool, visit func(Version) error) error {
	return o.Tree.AllVersions(ctx, dir, recursive, func(v Version) error {
		if !o.names[v.Name] {
			return nil
		}
		return visit(v)
	})
}
