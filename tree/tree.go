// Package tree looks into file systems that are evidence: those of archives,
// images and containers. It lists, finds and copies out; all of it only reads the
// tree.
//
// What is in a tree was named by somebody else, who may be an intruder. Links are
// followed inside of the tree alone, and what is copied stays below the directory
// that it is copied to.
package tree

import (
	"context"
	"errors"
	"io/fs"
	"path"
	"strings"
	"syscall"
	"time"
)

// Tree is a file system with links, owners and extended attributes. Names are
// those of [fs.FS], but need not be UTF-8; Lstat and ReadLink do not follow links,
// and of the others none is relied on to follow them. Its regular files are
// [io.ReaderAt].
type Tree interface {
	fs.ReadDirFS
	fs.ReadLinkFS
	// Attributes tells what [fs.FileInfo] leaves out, of one that came from here.
	Attributes(info fs.FileInfo) Attributes
	// Xattrs are the extended attributes of a file.
	Xattrs(name string) (map[string][]byte, error)
	// Versions are all files that there are at a path, the one that is seen first:
	// those of layers that others hide, and those that come again in an archive.
	Versions(name string) ([]Version, error)
	// AllVersions visits all versions of what is in a directory, or anywhere below
	// it. What is visited is in order only within one directory.
	AllVersions(ctx context.Context, dir string, recursive bool, visit func(Version) error) error
}

// maxListed bounds the versions that are held to be put in order.
const maxListed = 1_000_000

// Attributes are what an inode has beside a [fs.FileInfo].
type Attributes struct {
	UID, GID int64
	// Inode is the same for hard links of one file, and for nothing else in its
	// tree.
	Inode uint64
	// Links counts the names of the file, as far as it is known; 1 at least.
	Links uint64
	// Major and Minor are the numbers of a device.
	Major, Minor uint32
	// Atime and Ctime are zero when they are not known.
	Atime, Ctime time.Time
}

// Version is one of several files at a path.
type Version struct {
	// Name is that in the tree.
	Name string
	Info fs.FileInfo
	// Layer names where it is; empty in a tree without layers.
	Layer string
	// Hidden tells that it is not seen in the tree.
	Hidden bool
	// Whiteout tells that it is the mark by which a layer deletes a file.
	Whiteout bool
	// Link is where a link leads.
	Link string
}

// maxLinks bounds the links that are followed for one path, as Linux does.
const maxLinks = 40

// Clean makes a path as a user writes it into a name of a tree. It never leads
// out of it.
func Clean(name string) string {
	name = strings.TrimPrefix(path.Clean("/"+name), "/")
	if name == "" {
		return "."
	}
	return name
}

// Resolve follows the links in a path, inside of the tree, and returns the name of
// what is there. The last part is followed when last is true.
func Resolve(t Tree, name string, last bool) (string, fs.FileInfo, error) {
	rest := strings.Split(Clean(name), "/")
	at := "."
	info, err := t.Lstat(at)
	if err != nil {
		return "", nil, err
	}
	for links := 0; len(rest) > 0; {
		next := rest[0]
		rest = rest[1:]
		switch next {
		case "", ".":
			continue
		case "..":
			at = path.Dir(at)
			if info, err = t.Lstat(at); err != nil {
				return "", nil, err
			}
			continue
		}
		if !info.IsDir() {
			return "", nil, &fs.PathError{Op: "open", Path: "/" + path.Join(at, next), Err: syscall.ENOTDIR}
		}
		name := path.Join(at, next)
		if info, err = t.Lstat(name); err != nil {
			return "", nil, about(err, name)
		}
		if info.Mode()&fs.ModeSymlink == 0 || len(rest) == 0 && !last {
			at = name
			continue
		}
		if links++; links > maxLinks {
			return "", nil, &fs.PathError{Op: "open", Path: "/" + name, Err: syscall.ELOOP}
		}
		target, err := t.ReadLink(name)
		if err != nil {
			return "", nil, about(err, name)
		}
		if path.IsAbs(target) {
			at = "."
		}
		if info, err = t.Lstat(at); err != nil {
			return "", nil, err
		}
		rest = append(strings.Split(target, "/"), rest...)
	}
	return at, info, nil
}

// about names a path of the tree as a user does.
func about(err error, name string) error {
	var of *fs.PathError
	for errors.As(err, &of) {
		err = of.Err
	}
	return &fs.PathError{Op: "open", Path: "/" + strings.TrimPrefix(name, "."), Err: err}
}

// maxDepth bounds the nesting of directories that are walked.
const maxDepth = 4096

// Walk visits a file and, when it is a directory, all that is below it, in the
// order of names. An error of a directory is given to visit with its name, after
// the visit without one; what visit returns is as for [fs.WalkDir]. Links are not
// followed.
func Walk(ctx context.Context, t Tree, name string, visit fs.WalkDirFunc) error {
	info, err := t.Lstat(name)
	if err != nil {
		return about(err, name)
	}
	err = walk(ctx, t, name, fs.FileInfoToDirEntry(info), visit, 0)
	if errors.Is(err, fs.SkipDir) || errors.Is(err, fs.SkipAll) {
		return nil
	}
	return err
}

func walk(ctx context.Context, t Tree, name string, d fs.DirEntry, visit fs.WalkDirFunc, depth int) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := visit(name, d, nil); err != nil || !d.IsDir() {
		if err == fs.SkipDir && d.IsDir() {
			err = nil
		}
		return err
	}
	if depth == maxDepth {
		return visit(name, d, about(errors.New("directories are nested too deep"), name))
	}
	entries, err := t.ReadDir(name)
	if err != nil {
		if err = visit(name, d, about(err, name)); err != nil {
			if err == fs.SkipDir {
				err = nil
			}
			return err
		}
	}
	for _, e := range entries {
		if err := walk(ctx, t, path.Join(name, e.Name()), e, visit, depth+1); err != nil {
			if err == fs.SkipDir {
				break
			}
			return err
		}
	}
	return nil
}
