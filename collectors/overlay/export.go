package overlay

import (
	"archive/tar"
	"context"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// paxXattr is where GNU tar, bsdtar and Docker put extended attributes in PAX
// headers.
const paxXattr = "SCHILY.xattr."

// WriteTar writes the file system as docker export does: owners, modes, times, hard
// links and extended attributes are kept, sockets are left out. It goes on behind what
// cannot be read, and returns how many files these are with the first error of one; a
// file that shrinks while it is read is filled up with zeros, and counts as one.
func (f *FS) WriteTar(ctx context.Context, w io.Writer) (unread int, first, err error) {
	e := &export{ctx: ctx, fs: f, out: tar.NewWriter(w), links: map[inode]string{}}
	if err := fs.WalkDir(f, ".", e.entry); err != nil {
		return e.unread, e.first, err
	}
	return e.unread, e.first, e.out.Close()
}

type inode struct{ device, number uint64 }

type export struct {
	ctx    context.Context
	fs     *FS
	out    *tar.Writer
	links  map[inode]string
	unread int
	first  error
}

func (e *export) skip(err error) {
	e.unread++
	if e.first == nil {
		e.first = err
	}
}

func (e *export) entry(name string, d fs.DirEntry, err error) error {
	if cause := e.ctx.Err(); cause != nil {
		return cause
	}
	if err != nil {
		e.skip(err)
		return nil
	}
	info, err := d.Info()
	if err != nil {
		e.skip(err)
		return nil
	}
	st, ok := info.Sys().(*syscall.Stat_t)
	if name == "." || !ok || info.Mode()&fs.ModeSocket != 0 {
		return nil
	}
	h := &tar.Header{
		Name: name, Mode: int64(st.Mode & 0o7777), Uid: int(st.Uid), Gid: int(st.Gid), Format: tar.FormatPAX, ModTime: info.ModTime(),
		AccessTime: time.Unix(st.Atim.Unix()), ChangeTime: time.Unix(st.Ctim.Unix()), PAXRecords: e.attributes(name),
	}
	switch mode := info.Mode(); {
	case mode.IsDir():
		h.Typeflag, h.Name = tar.TypeDir, name+"/"
	case mode&fs.ModeSymlink != 0:
		h.Typeflag = tar.TypeSymlink
		if h.Linkname, err = e.fs.ReadLink(name); err != nil {
			e.skip(err)
			return nil
		}
	case mode&fs.ModeNamedPipe != 0:
		h.Typeflag = tar.TypeFifo
	case mode&fs.ModeDevice != 0:
		h.Typeflag = tar.TypeBlock
		if mode&fs.ModeCharDevice != 0 {
			h.Typeflag = tar.TypeChar
		}
		h.Devmajor, h.Devminor = int64(unix.Major(st.Rdev)), int64(unix.Minor(st.Rdev))
	case mode.IsRegular():
		return e.regular(name, h, st)
	default:
		return nil
	}
	return e.out.WriteHeader(h)
}

func (e *export) regular(name string, h *tar.Header, st *syscall.Stat_t) error {
	if st.Nlink > 1 {
		id := inode{st.Dev, st.Ino}
		if first, ok := e.links[id]; ok {
			h.Typeflag, h.Linkname = tar.TypeLink, first
			return e.out.WriteHeader(h)
		}
		e.links[id] = name
	}
	content, err := e.fs.Open(name)
	if err != nil {
		e.skip(err)
		return nil
	}
	defer content.Close()
	h.Typeflag, h.Size = tar.TypeReg, st.Size
	if err := e.out.WriteHeader(h); err != nil {
		return err
	}
	n, err := io.Copy(e.out, io.LimitReader(content, h.Size))
	if err == nil && n < h.Size {
		e.skip(fmt.Errorf("%s has %d bytes instead of %d", name, n, h.Size))
		_, err = io.CopyN(e.out, zeros{}, h.Size-n)
	}
	return err
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

// attributes are the extended attributes that matter where an archive is read:
// capabilities, access lists, labels and those of users.
func (e *export) attributes(name string) map[string]string {
	found, err := e.fs.Xattrs(name)
	if err != nil || len(found) == 0 {
		return nil
	}
	records := map[string]string{}
	for attribute, value := range found {
		if attribute = path.Clean(attribute); !strings.ContainsAny(attribute, "=\x00") {
			records[paxXattr+attribute] = string(value)
		}
	}
	return records
}
