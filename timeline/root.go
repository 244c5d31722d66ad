package timeline

import (
	"archive/tar"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"strconv"
	"strings"
	"syscall"
	"time"

	"golang.org/x/sys/unix"

	"github.com/rummage-scanner/rummage/collectors"
	"github.com/rummage-scanner/rummage/document"
	"github.com/rummage-scanner/rummage/tarfs"
)

// Root visits the entries of a root file system, in the order that storage has them.
// What cannot be read is told to notice. An error of visit ends it and is returned. A
// visit adds what it learns of the content to the entry.
type Root func(ctx context.Context, visit func(*RootEntry) error, notice func(string)) error

// RootEntry is one entry of a root file system.
type RootEntry struct {
	// Path is absolute in the root.
	Path string
	File File
	// Change is how it differs from the image, where the root itself tells it.
	Change string
	// Content is that of a regular file; nil when it cannot be had. It is valid only
	// during the visit.
	Content io.Reader
	// Fields are what else is known of it.
	Fields map[string]string
	// ContentOnly tells that the file itself is visited once more, without its content,
	// when more is known of it.
	ContentOnly bool
	// HardLink is the entry whose content it shares, in a tar.
	HardLink string
}

// OfTar is the root in a tar archive, plain or compressed, which is read once. What
// follows damage is not seen, and told; nor is what follows when the archive turns out
// to hold more than [Expansion] allows.
func OfTar(name string, open func(context.Context) (io.ReadCloser, error)) Root {
	return tarRoot{name, open, expansionFloor}.visit
}

// Expansion is how many times as much an archive may hold as is stored of it, beyond the
// first 16 GiB, of which one file may have 1 GiB: compression and sparse files make any
// number of bytes of none.
const Expansion = 1000

const expansionFloor = 16 << 30

type tarRoot struct {
	name  string
	open  func(context.Context) (io.ReadCloser, error)
	floor int64
}

func (r tarRoot) visit(ctx context.Context, visit func(*RootEntry) error, notice func(string)) error {
	from, err := r.open(ctx)
	if err != nil {
		return err
	}
	defer from.Close()
	stored := &counted{from: from}
	unpacked, err := tarfs.Decompress(stored)
	if err != nil {
		return fmt.Errorf("read %s: %w", r.name, err)
	}
	defer unpacked.Close()
	plain := &expanded{from: unpacked, stored: stored, floor: r.floor}
	archive := tar.NewReader(plain)
	read := int64(0) // of contents
	for entries := 0; ; entries++ {
		header, err := archive.Next()
		if err == io.EOF && entries > 0 {
			_, err = io.Copy(io.Discard, plain) // what is behind the end has a digest too
			return unlessDamaged(err)
		}
		if cause := ctx.Err(); cause != nil {
			return cause
		}
		if errors.As(err, new(*collectors.Unusable)) {
			return err
		}
		if err != nil {
			if entries == 0 {
				return fmt.Errorf("read %s: it is no tar archive: %w", r.name, err)
			}
			notice(fmt.Sprintf("%s is damaged or cut short behind entry %d: what follows is not in the timeline: %v", r.name, entries, err))
			return nil
		}
		e, ok := entryOf(header)
		if !ok {
			continue
		}
		content := &expanded{from: archive, stored: stored, floor: r.floor / 16}
		if e.File.Type == document.Regular && e.HardLink == "" && read <= r.floor+Expansion*stored.n {
			e.Content = content
		}
		if err := visit(&e); err != nil {
			return err
		}
		read += content.n
	}
}

// unlessDamaged is the error of what follows an archive's end, when that says that the
// archive was altered. Anything else is no matter there.
func unlessDamaged(err error) error {
	if errors.As(err, new(*collectors.Unusable)) {
		return err
	}
	return nil
}

var errExpanded = fmt.Errorf("it holds more than %d times what is stored", Expansion)

// counted counts what is read.
type counted struct {
	from io.Reader
	n    int64
}

func (c *counted) Read(p []byte) (int, error) {
	n, err := c.from.Read(p)
	c.n += int64(n)
	return n, err
}

// expanded ends what is read of an archive that holds too much.
type expanded struct {
	from   io.Reader
	stored *counted
	floor  int64
	n      int64
}

func (e *expanded) Read(p []byte) (int, error) {
	if e.n > e.floor+Expansion*e.stored.n {
		return 0, errExpanded
	}
	n, err := e.from.Read(p)
	e.n += int64(n)
	return n, err
}

var typesOfTar = map[byte]document.Type{
	tar.TypeReg: document.Regular, tar.TypeGNUSparse: document.Regular, tar.TypeCont: document.Regular,
	tar.TypeLink: document.Regular, tar.TypeSymlink: document.Symlink, tar.TypeDir: document.Directory,
	tar.TypeChar: document.CharDev, tar.TypeBlock: document.BlockDev, tar.TypeFifo: document.FIFO,
}

func entryOf(h *tar.Header) (RootEntry, bool) {
	kind, ok := typesOfTar[h.Typeflag]
	if !ok {
		return RootEntry{}, false
	}
	e := RootEntry{Path: path.Clean("/" + h.Name), File: File{
		Type: kind, Mode: document.Mode(h.Mode & 0o7777), UID: h.Uid, GID: h.Gid, Size: h.Size,
		Mtime: known(h.ModTime), Atime: known(h.AccessTime), Ctime: known(h.ChangeTime),
	}}
	if t, ok := birth(h.PAXRecords["LIBARCHIVE.creationtime"]); ok {
		e.File.Btime = t
	}
	switch h.Typeflag {
	case tar.TypeSymlink:
		e.File.LinkTarget = h.Linkname
	case tar.TypeLink:
		e.HardLink = path.Clean("/" + h.Linkname)
	}
	return e, true
}

// birth reads the creation time that bsdtar writes: seconds with a fraction.
func birth(text string) (time.Time, bool) {
	seconds, fraction, _ := strings.Cut(text, ".")
	s, err := strconv.ParseInt(seconds, 10, 64)
	if err != nil {
		return time.Time{}, false
	}
	ns, _ := strconv.ParseInt((fraction + "000000000")[:9], 10, 64)
	if strings.HasPrefix(seconds, "-") {
		ns = -ns
	}
	return time.Unix(s, ns).UTC(), true
}

// known is a time, unless it is the one that stands for none.
func known(t time.Time) time.Time {
	if t.IsZero() {
		return t
	}
	return t.UTC()
}

// maxDepth bounds the nesting of directories.
const maxDepth = 1000

// OfDir is the root in a directory. Nothing outside of it is read, no link is
// followed, and other file systems that are mounted below it are passed over.
func OfDir(dir string) Root {
	return func(ctx context.Context, visit func(*RootEntry) error, notice func(string)) error {
		root, err := os.OpenRoot(dir)
		if err != nil {
			return err
		}
		defer root.Close()
		w := &dirWalk{ctx: ctx, visit: visit, notice: notice}
		return w.directory(root, "", 0)
	}
}

type dirWalk struct {
	ctx    context.Context
	visit  func(*RootEntry) error
	notice func(string)
	device uint64
}

func (w *dirWalk) directory(dir *os.Root, at string, depth int) error {
	if err := w.ctx.Err(); err != nil {
		return err
	}
	handle, err := dir.Open(".")
	if err != nil {
		w.notice(fmt.Sprintf("%s could not be read: %v", at+"/", err))
		return nil
	}
	defer handle.Close()
	if depth == 0 {
		if st, err := statAt(handle, "."); err == nil {
			w.device = unix.Mkdev(st.Dev_major, st.Dev_minor)
		}
	}
	for {
		entries, err := handle.ReadDir(1000)
		for _, found := range entries {
			if err := w.entry(dir, handle, found.Name(), at, depth); err != nil {
				return err
			}
		}
		if err == io.EOF {
			return nil
		}
		if err != nil {
			w.notice(fmt.Sprintf("%s could not be read whole: %v", at+"/", err))
			return nil
		}
	}
}

// statAt asks for all that is known of a name, the time of its birth as well.
func statAt(dir *os.File, name string) (*unix.Statx_t, error) {
	var st unix.Statx_t
	err := unix.Statx(int(dir.Fd()), name, unix.AT_SYMLINK_NOFOLLOW|unix.AT_NO_AUTOMOUNT, unix.STATX_BASIC_STATS|unix.STATX_BTIME, &st)
	return &st, err
}

func (w *dirWalk) entry(dir *os.Root, handle *os.File, name, at string, depth int) error {
	st, err := statAt(handle, name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		w.notice(fmt.Sprintf("%s could not be read: %v", at+"/"+name, err))
		return nil
	}
	if unix.Mkdev(st.Dev_major, st.Dev_minor) != w.device {
		return nil
	}
	e := RootEntry{Path: at + "/" + name, File: fileOf(st)}
	switch e.File.Type {
	case document.Symlink:
		e.File.LinkTarget, _ = dir.Readlink(name)
	case document.Regular:
		f, err := openUnread(dir, name)
		if err != nil {
			w.notice(fmt.Sprintf("%s could not be read: %v", e.Path, err))
			break
		}
		defer f.Close()
		e.Content = f
	}
	if err := w.visit(&e); err != nil || e.File.Type != document.Directory {
		return err
	}
	if depth == maxDepth {
		w.notice(fmt.Sprintf("%s is nested deeper than %d: what is below it is not in the timeline", e.Path, maxDepth))
		return nil
	}
	sub, err := dir.OpenRoot(name)
	if err != nil {
		w.notice(fmt.Sprintf("%s could not be read: %v", e.Path, err))
		return nil
	}
	defer sub.Close()
	return w.directory(sub, e.Path, depth+1)
}

// openUnread opens a regular file, and leaves the time of its last access as it is
// where that is allowed.
func openUnread(dir *os.Root, name string) (*os.File, error) {
	f, err := dir.OpenFile(name, os.O_RDONLY|unix.O_NOATIME|unix.O_NOFOLLOW|unix.O_NONBLOCK, 0)
	if errors.Is(err, fs.ErrPermission) {
		f, err = dir.OpenFile(name, os.O_RDONLY|unix.O_NOFOLLOW|unix.O_NONBLOCK, 0)
	}
	return f, err
}

var typesOfMode = map[uint32]document.Type{
	unix.S_IFREG: document.Regular, unix.S_IFDIR: document.Directory, unix.S_IFLNK: document.Symlink,
	unix.S_IFIFO: document.FIFO, unix.S_IFSOCK: document.SocketF, unix.S_IFCHR: document.CharDev, unix.S_IFBLK: document.BlockDev,
}

func fileOf(st *unix.Statx_t) File {
	f := File{
		Type: typesOfMode[uint32(st.Mode)&unix.S_IFMT], Mode: document.Mode(st.Mode & 0o7777), UID: int(st.Uid), GID: int(st.Gid),
		Size: int64(st.Size), Inode: st.Ino, Mtime: timeOf(st.Mtime), Atime: timeOf(st.Atime), Ctime: timeOf(st.Ctime),
	}
	if st.Mask&unix.STATX_BTIME != 0 {
		f.Btime = timeOf(st.Btime)
	}
	return f
}

func timeOf(t unix.StatxTimestamp) time.Time { return time.Unix(t.Sec, int64(t.Nsec)).UTC() }

// OfFS is the root in a file system, whose Sys is what lstat says.
func OfFS(root fs.FS) Root {
	return func(ctx context.Context, visit func(*RootEntry) error, notice func(string)) error {
		return fs.WalkDir(root, ".", func(name string, d fs.DirEntry, err error) error {
			if cause := ctx.Err(); cause != nil {
				return cause
			}
			if err != nil {
				notice(fmt.Sprintf("/%s could not be read: %v", name, err))
				return nil
			}
			if name == "." {
				return nil
			}
			info, err := d.Info()
			if err != nil {
				notice(fmt.Sprintf("/%s could not be read: %v", name, err))
				return nil
			}
			e := RootEntry{Path: "/" + name, File: fileOfInfo(info)}
			if e.File.Type == document.Symlink {
				e.File.LinkTarget, _ = fs.ReadLink(root, name)
			}
			if e.File.Type == document.Regular {
				f, err := root.Open(name)
				if err != nil {
					notice(fmt.Sprintf("/%s could not be read: %v", name, err))
				} else {
					defer f.Close()
					e.Content = f
					e.File.Btime = birthOf(f)
				}
			}
			return visit(&e)
		})
	}
}

// birthOf asks for the birth of a file that is open on this host.
func birthOf(f fs.File) time.Time {
	opened, ok := f.(*os.File)
	if !ok {
		return time.Time{}
	}
	var st unix.Statx_t
	if err := unix.Statx(int(opened.Fd()), "", unix.AT_EMPTY_PATH, unix.STATX_BTIME, &st); err != nil || st.Mask&unix.STATX_BTIME == 0 {
		return time.Time{}
	}
	return timeOf(st.Btime)
}

func fileOfInfo(info fs.FileInfo) File {
	f := File{Mode: document.Mode(info.Mode().Perm()), Size: info.Size(), Mtime: info.ModTime().UTC()}
	if st, ok := info.Sys().(*syscall.Stat_t); ok {
		f.Type, f.Mode, f.UID, f.GID, f.Inode = typesOfMode[st.Mode&unix.S_IFMT], document.Mode(st.Mode&0o7777), int(st.Uid), int(st.Gid), st.Ino
		f.Atime, f.Ctime = time.Unix(st.Atim.Unix()).UTC(), time.Unix(st.Ctim.Unix()).UTC()
		return f
	}
	switch m := info.Mode(); {
	case m.IsRegular():
		f.Type = document.Regular
	case m.IsDir():
		f.Type = document.Directory
	case m&fs.ModeSymlink != 0:
		f.Type = document.Symlink
	}
	return f
}
