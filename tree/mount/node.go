package mount

import (
	"context"
	"errors"
	"hash/maphash"
	"io"
	"io/fs"
	"path"
	"slices"
	"syscall"
	"time"

	fusefs "github.com/hanwen/go-fuse/v2/fs"
	"github.com/hanwen/go-fuse/v2/fuse"
	"golang.org/x/sys/unix"

	"github.com/rummage-scanner/rummage/tree"
)

// The bounds of what the kernel takes.
const (
	maxName = 1023 // bytes of a name: FUSE_NAME_MAX
	maxLink = 4095 // bytes of what a link leads to: PATH_MAX
)

// server is what all nodes share.
type server struct {
	tree   tree.Tree
	static bool
	seed   maphash.Seed
}

// node is a file that the kernel knows.
type node struct {
	fusefs.Inode
	server *server
	name   string
}

var _ interface {
	fusefs.NodeLookuper
	fusefs.NodeReaddirer
	fusefs.NodeGetattrer
	fusefs.NodeReadlinker
	fusefs.NodeOpener
	fusefs.NodeGetxattrer
	fusefs.NodeListxattrer
	fusefs.NodeAccesser
	fusefs.NodeStatfser
} = (*node)(nil)

// Lookup finds a name in a directory.
func (n *node) Lookup(ctx context.Context, name string, out *fuse.EntryOut) (*fusefs.Inode, syscall.Errno) {
	at := path.Join(n.name, name)
	info, err := n.server.tree.Lstat(at)
	if err != nil {
		return nil, number(err)
	}
	n.server.describe(info, at, &out.Attr)
	child := &node{server: n.server, name: at}
	stable := fusefs.StableAttr{Mode: out.Mode & syscall.S_IFMT, Ino: out.Ino}
	if !n.server.static {
		// A container that runs may rename the file, and give its inode to another:
		// each path is a node of its own.
		stable.Gen = maphash.String(n.server.seed, at)
	}
	return n.NewInode(ctx, child, stable), 0
}

// Readdir lists a directory, without names that the kernel would refuse: it would
// refuse the whole directory with them.
func (n *node) Readdir(context.Context) (fusefs.DirStream, syscall.Errno) {
	entries, err := n.server.tree.ReadDir(n.name)
	if err != nil && len(entries) == 0 {
		return nil, number(err)
	}
	list := make([]fuse.DirEntry, 0, len(entries))
	for _, e := range entries {
		if name := e.Name(); len(name) <= maxName {
			list = append(list, fuse.DirEntry{Name: name, Mode: typeBits(e.Type())})
		}
	}
	return fusefs.NewListDirStream(list), 0
}

// Getattr describes a file.
func (n *node) Getattr(_ context.Context, _ fusefs.FileHandle, out *fuse.AttrOut) syscall.Errno {
	info, err := n.server.tree.Lstat(n.name)
	if err != nil {
		return number(err)
	}
	n.server.describe(info, n.name, &out.Attr)
	return 0
}

// Readlink tells where a link leads.
func (n *node) Readlink(context.Context) ([]byte, syscall.Errno) {
	to, err := n.server.tree.ReadLink(n.name)
	if err != nil {
		return nil, number(err)
	}
	if len(to) > maxLink {
		return nil, syscall.ENAMETOOLONG
	}
	return []byte(to), 0
}

// Open opens a file.
func (n *node) Open(_ context.Context, flags uint32) (fusefs.FileHandle, uint32, syscall.Errno) {
	if flags&unix.O_ACCMODE != unix.O_RDONLY {
		return nil, 0, syscall.EROFS
	}
	opened, err := n.server.tree.Open(n.name)
	if err != nil {
		return nil, 0, number(err)
	}
	content, ok := opened.(io.ReaderAt)
	if !ok {
		opened.Close()
		return nil, 0, syscall.EIO
	}
	var keep uint32
	if n.server.static {
		keep = fuse.FOPEN_KEEP_CACHE
	}
	return &handle{opened, content}, keep, 0
}

// Getxattr reads an extended attribute.
func (n *node) Getxattr(_ context.Context, name string, to []byte) (uint32, syscall.Errno) {
	all, err := n.server.tree.Xattrs(n.name)
	if err != nil {
		return 0, number(err)
	}
	value, ok := all[name]
	if !ok {
		return 0, syscall.ENODATA
	}
	return fill(to, value)
}

// Listxattr lists the extended attributes.
func (n *node) Listxattr(_ context.Context, to []byte) (uint32, syscall.Errno) {
	all, err := n.server.tree.Xattrs(n.name)
	if err != nil {
		return 0, number(err)
	}
	var names []string
	for name := range all {
		names = append(names, name)
	}
	slices.Sort(names)
	var list []byte
	for _, name := range names {
		list = append(append(list, name...), 0)
	}
	return fill(to, list)
}

// fill gives a value to the kernel, or its length when there is no room.
func fill(to, value []byte) (uint32, syscall.Errno) {
	if len(value) > unix.PathMax*16 {
		return 0, syscall.E2BIG
	}
	if len(to) < len(value) {
		return uint32(len(value)), syscall.ERANGE
	}
	return uint32(copy(to, value)), 0
}

// Access lets everything be read: the mount is its user's alone, and who looks
// into evidence need not be who could in the container.
func (n *node) Access(_ context.Context, mask uint32) syscall.Errno {
	if mask&unix.W_OK != 0 {
		return syscall.EROFS
	}
	return 0
}

// Statfs tells that there is no room.
func (n *node) Statfs(_ context.Context, out *fuse.StatfsOut) syscall.Errno {
	out.Bsize, out.Frsize, out.NameLen = blockSize, blockSize, maxName
	return 0
}

// handle is an open file.
type handle struct {
	file    fs.File
	content io.ReaderAt
}

// Read reads a part of the content.
func (h *handle) Read(_ context.Context, to []byte, at int64) (fuse.ReadResult, syscall.Errno) {
	n, err := h.content.ReadAt(to, at)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, number(err)
	}
	return fuse.ReadResultData(to[:n]), 0
}

// Release closes the file.
func (h *handle) Release(context.Context) syscall.Errno {
	return number(h.file.Close())
}

// blockSize is that of directories, and of reads, in bytes.
const blockSize = 4096

func (s *server) describe(info fs.FileInfo, name string, out *fuse.Attr) {
	a := s.tree.Attributes(info)
	out.Ino = inode(a)
	out.Mode = typeBits(info.Mode()) | tree.Permissions(info.Mode())
	out.Size = uint64(max(0, info.Size()))
	switch {
	case info.IsDir() && out.Size == 0:
		out.Size = blockSize // archives have no size of directories
	case info.Mode()&fs.ModeSymlink != 0:
		if to, err := s.tree.ReadLink(name); err == nil {
			out.Size = uint64(len(to))
		}
	}
	out.Blocks = (out.Size + 511) / 512
	out.Blksize = blockSize
	out.Uid, out.Gid = uint32(a.UID), uint32(a.GID)
	out.Nlink = uint32(max(1, a.Links))
	out.Rdev = uint32(unix.Mkdev(a.Major, a.Minor))
	mtime := orElse(info.ModTime(), time.Unix(0, 0)) // a directory that only its files imply has none
	atime, ctime := orElse(a.Atime, mtime), orElse(a.Ctime, mtime)
	out.Mtime, out.Mtimensec = seconds(mtime)
	out.Atime, out.Atimensec = seconds(atime)
	out.Ctime, out.Ctimensec = seconds(ctime)
}

// inode is the number of a file. 0 and the largest mean something else to the
// library.
func inode(a tree.Attributes) uint64 {
	if a.Inode == 0 || a.Inode == ^uint64(0) {
		return 1<<62 | 1
	}
	return a.Inode
}

func orElse(t, other time.Time) time.Time {
	if t.IsZero() {
		return other
	}
	return t
}

// seconds are those since 1970, and nanoseconds. They may be negative.
func seconds(t time.Time) (uint64, uint32) { return uint64(t.Unix()), uint32(t.Nanosecond()) }

func typeBits(mode fs.FileMode) uint32 {
	switch tree.TypeLetter(mode) {
	case "f":
		return syscall.S_IFREG
	case "d":
		return syscall.S_IFDIR
	case "l":
		return syscall.S_IFLNK
	case "p":
		return syscall.S_IFIFO
	case "s":
		return syscall.S_IFSOCK
	case "c":
		return syscall.S_IFCHR
	}
	return syscall.S_IFBLK
}

// number is the kernel's for an error.
func number(err error) syscall.Errno {
	var errno syscall.Errno
	switch {
	case err == nil:
		return 0
	case errors.As(err, &errno):
		return errno
	case errors.Is(err, fs.ErrNotExist):
		return syscall.ENOENT
	case errors.Is(err, fs.ErrPermission):
		return syscall.EACCES
	}
	return syscall.EIO
}
