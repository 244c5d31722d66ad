// Package overlay reads the upper directory of an overlayfs mount and the
// lower directories below it, straight from the host's disk.
//
// Deletions are character devices 0:0, and a directory that hides what lies
// below it has the attribute trusted.overlay.opaque=y, as
// https://docs.kernel.org/filesystems/overlayfs.html says. Everything is opened
// through [os.Root], since the container may change the tree while it is read.
//
// The tree of a mount with no layers below it, such as a tmpfs, can be read the
// same way: all of it was added.
package overlay

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"strings"
	"syscall"
	"time"

	"golang.org/x/sys/unix"

	"github.com/rummage-scanner/rummage/document"
)

// Tree is an upper directory over its lower ones.
type Tree struct {
	upper  *os.Root
	lowers []*os.Root
	marks  marks
}

// Marks say in which extended attributes overlayfs keeps its marks.
type Marks string

// The attributes of overlayfs. Those of a mount with the option userxattr, as
// rootless engines make it, can be set by anybody; elsewhere they mean nothing,
// and an intruder could hide files with them.
const (
	Trusted Marks = "trusted.overlay."
	User    Marks = "user.overlay."
)

// Open opens an upper directory and its lower ones, the topmost first. Lower
// directories that do not exist are left out.
func Open(upper string, lowers []string, where Marks) (*Tree, error) {
	root, err := os.OpenRoot(upper)
	if err != nil {
		return nil, fmt.Errorf("open upper directory: %w", err)
	}
	t := &Tree{upper: root, marks: marks(where)}
	for _, dir := range lowers {
		lower, err := os.OpenRoot(dir)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			t.Close()
			return nil, fmt.Errorf("open lower directory: %w", err)
		}
		t.lowers = append(t.lowers, lower)
	}
	return t, nil
}

// New makes a tree of directories that are open already: an upper one and its
// lower ones, the topmost first. They are closed with the tree.
func New(upper *os.Root, lowers []*os.Root, where Marks) *Tree {
	return &Tree{upper: upper, lowers: lowers, marks: marks(where)}
}

// OpenMount opens a directory below root, of a mount that has no layers.
func OpenMount(root *os.Root, name string) (*Tree, error) {
	upper, err := root.OpenRoot(clean(name))
	if err != nil {
		return nil, fmt.Errorf("open mount: %w", err)
	}
	return &Tree{upper: upper, marks: marks(Trusted)}, nil
}

// Close releases the directories.
func (t *Tree) Close() error {
	err := t.upper.Close()
	for _, lower := range t.lowers {
		err = errors.Join(err, lower.Close())
	}
	return err
}

// Open opens a regular file as the container sees it: the upper directory's,
// else the topmost lower one's. Symbolic links in the path are followed inside
// of the container's root, at most 40 of them.
func (t *Tree) Open(name string) (*os.File, error) {
	for range 40 {
		resolved, info, root, err := t.lookup(name)
		if err != nil {
			return nil, err
		}
		if info.Mode()&fs.ModeSymlink == 0 {
			return openRegular(root, resolved)
		}
		target, err := root.Readlink(resolved)
		if err != nil {
			return nil, err
		}
		rest := strings.TrimPrefix(clean(name), resolved)
		if !path.IsAbs(target) {
			target = path.Join("/", path.Dir(resolved), target)
		}
		name = path.Join(target, rest)
	}
	return nil, &fs.PathError{Op: "open", Path: name, Err: syscall.ELOOP}
}

// OpenUpper opens a regular file of the upper directory. Where only its
// metadata was copied up, that is the image's content.
func (t *Tree) OpenUpper(name string) (*os.File, error) {
	f, err := openRegular(t.upper, clean(name))
	if err == nil && t.marks.has(f, "metacopy") {
		f.Close()
		return t.OpenLower(name)
	}
	return f, err
}

// OpenLower opens a regular file as the image has it.
func (t *Tree) OpenLower(name string) (*os.File, error) {
	for _, lower := range t.lowers {
		info, err := lower.Lstat(clean(name))
		if err != nil {
			continue
		}
		if isWhiteout(info) {
			break
		}
		return openRegular(lower, clean(name))
	}
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
}

// Exists tells whether the path is in the merged tree. Links are not followed.
func (t *Tree) Exists(name string) bool {
	resolved, _, _, err := t.lookup(name)
	return err == nil && resolved == clean(name)
}

// lookup finds the first part of the path that is not a directory, in the
// merged tree: the file itself, or a link that must be followed first.
func (t *Tree) lookup(name string) (string, fs.FileInfo, *os.Root, error) {
	name = clean(name)
	parts := strings.Split(name, "/")
	roots := append([]*os.Root{t.upper}, t.lowers...)
	for i := range parts {
		prefix := strings.Join(parts[:i+1], "/")
		info, root, below, err := topmost(roots, prefix, t.marks)
		if err != nil {
			return "", nil, nil, err
		}
		if !info.IsDir() || i == len(parts)-1 {
			return prefix, info, root, nil
		}
		roots = below
	}
	return "", nil, nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
}

// topmost finds the first root that has the path, and the roots whose content
// shows through when it is a directory.
func topmost(roots []*os.Root, name string, m marks) (fs.FileInfo, *os.Root, []*os.Root, error) {
	for i, root := range roots {
		info, err := root.Lstat(name)
		if err != nil {
			continue
		}
		if isWhiteout(info) {
			break
		}
		below := roots[i:]
		if info.IsDir() && m.opaque(root, name) {
			below = roots[i : i+1]
		}
		return info, root, below, nil
	}
	return nil, nil, nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
}

// OpenRegular opens a regular file below root, without waiting for anything else
// that may be in its place.
func OpenRegular(root *os.Root, name string) (*os.File, error) {
	return openRegular(root, clean(name))
}

// openRegular opens a file that is regular before and after it is opened: a
// FIFO or device put in its place must not be waited for.
func openRegular(root *os.Root, name string) (*os.File, error) {
	info, err := root.Lstat(name)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, &fs.PathError{Op: "open", Path: name, Err: errors.New("not a regular file")}
	}
	f, err := openUntouched(root, name)
	if err != nil {
		return nil, err
	}
	opened, err := f.Stat()
	if err == nil && !os.SameFile(info, opened) {
		err = &fs.PathError{Op: "open", Path: name, Err: errors.New("replaced while it was opened")}
	}
	if err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}

// openUntouched opens without setting the access time, where we may: only the
// owner and root can ask for that.
func openUntouched(root *os.Root, name string) (*os.File, error) {
	f, err := root.OpenFile(name, os.O_RDONLY|unix.O_NONBLOCK|unix.O_NOATIME, 0)
	if errors.Is(err, fs.ErrPermission) {
		f, err = root.OpenFile(name, os.O_RDONLY|unix.O_NONBLOCK, 0)
	}
	return f, err
}

func openDirectory(root *os.Root) (*os.File, error) { return openUntouched(root, ".") }

// clean makes a path relative to the tree's root; it never leaves it.
func clean(name string) string {
	name = strings.TrimPrefix(path.Clean("/"+name), "/")
	if name == "" {
		return "."
	}
	return name
}

func isWhiteout(info fs.FileInfo) bool {
	if info.Mode()&fs.ModeCharDevice == 0 {
		return false
	}
	st, ok := info.Sys().(*syscall.Stat_t)
	return ok && st.Rdev == 0
}

// marks is the prefix of the attributes that count.
type marks string

// opaque tells whether a directory hides what lies below it.
func (m marks) opaque(root *os.Root, name string) bool {
	f, err := root.Open(name)
	if err != nil {
		return false
	}
	defer f.Close()
	var value [1]byte
	n, err := unix.Fgetxattr(int(f.Fd()), string(m)+"opaque", value[:])
	return err == nil && n == 1 && value[0] == 'y'
}

// redirected tells whether a directory was renamed without its content.
func (m marks) redirected(dir *os.Root) bool {
	f, err := openDirectory(dir)
	if err != nil {
		return false
	}
	defer f.Close()
	return m.has(f, "redirect")
}

// metacopy tells whether a file of the upper directory lacks its content.
func (m marks) metacopy(dir *os.Root, name string) bool {
	f, err := openRegular(dir, name)
	if err != nil {
		return false
	}
	defer f.Close()
	return m.has(f, "metacopy")
}

func (m marks) has(f *os.File, name string) bool {
	_, err := unix.Fgetxattr(int(f.Fd()), string(m)+name, nil)
	return err == nil
}

// describe fills in what a file's inode tells.
func describe(c *document.Change, info fs.FileInfo) {
	c.Type = typeOf(info.Mode())
	if c.Type == document.Regular { // the size of others depends on the storage
		c.Size = info.Size()
	}
	c.Mtime = document.Time(info.ModTime())
	if st, ok := info.Sys().(*syscall.Stat_t); ok {
		c.Mode = document.Mode(st.Mode & 0o7777)
		c.UID, c.GID = int(st.Uid), int(st.Gid)
		c.Ctime = document.Time(time.Unix(st.Ctim.Sec, st.Ctim.Nsec))
	}
}

func typeOf(mode fs.FileMode) document.Type {
	switch {
	case mode.IsRegular():
		return document.Regular
	case mode.IsDir():
		return document.Directory
	case mode&fs.ModeSymlink != 0:
		return document.Symlink
	case mode&fs.ModeNamedPipe != 0:
		return document.FIFO
	case mode&fs.ModeSocket != 0:
		return document.SocketF
	case mode&fs.ModeCharDevice != 0:
		return document.CharDev
	}
	return document.BlockDev
}
