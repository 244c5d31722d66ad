package docker

import (
	"archive/tar"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"

	"github.com/containerd/errdefs"

	"github.com/rummage-scanner/rummage/collectors"
	"github.com/rummage-scanner/rummage/collectors/overlay"
	"github.com/rummage-scanner/rummage/document"
)

// manySiblings is from how many changes of one directory on the directory is
// fetched whole: each call to the engine costs some milliseconds.
const manySiblings = 32

// archivedFiles fetches contents through the engine's archive call. Added
// directories come in one piece, other changes one by one.
func (s *subject) archivedFiles(ctx context.Context, visit func(collectors.File) error) error {
	a := &archives{subject: s, ctx: ctx, visit: visit, wanted: map[string]*document.Change{}, isDir: map[string]bool{}}
	for i := range s.document.Changes {
		change := &s.document.Changes[i]
		if change.Kind != document.Deleted {
			a.wanted[change.Path] = change
		}
		a.isDir[path.Dir(change.Path)] = true
	}
	for i := range s.document.Changes {
		change := &s.document.Changes[i]
		if _, open := a.wanted[change.Path]; !open {
			continue
		}
		// Only an added directory holds nothing but changes.
		whole := change.Kind == document.Added
		if parent := path.Dir(change.Path); whole && parent != "/" && a.siblings(i) > manySiblings {
			a.fetch(parent, true)
		}
		if _, open := a.wanted[change.Path]; open {
			a.fetch(change.Path, whole || !a.isDir[change.Path])
		}
		if a.err != nil {
			return a.err
		}
	}
	s.coverFiles(a.unreadable, a.first)
	return nil
}

type archives struct {
	subject *subject
	ctx     context.Context
	visit   func(collectors.File) error
	// wanted are the changes that have not been fetched yet.
	wanted map[string]*document.Change
	isDir  map[string]bool

	unreadable int
	first      error
	err        error
}

// siblings counts the changes from this one on that share its directory, up to
// what makes them many.
func (a *archives) siblings(at int) int {
	changes := a.subject.document.Changes
	dir, n := path.Dir(changes[at].Path), 0
	for _, c := range changes[at:min(at+4*manySiblings, len(changes))] {
		if path.Dir(c.Path) == dir && !a.isDir[c.Path] {
			n++
		}
	}
	return n
}

// fetch reads one archive and takes what is wanted of it. Without deep only
// its first entry is read.
func (a *archives) fetch(name string, deep bool) {
	if err := a.ctx.Err(); err != nil {
		a.err = err
		return
	}
	defer delete(a.wanted, name)
	stream, _, err := a.subject.collector.client.CopyFromContainer(a.ctx, a.subject.id(), document.Bytes(name))
	if errdefs.IsNotFound(err) && a.subject.alive(a.ctx) {
		return // the path vanished: the container is alive
	}
	if err != nil {
		a.unread(err)
		return
	}
	defer stream.Close()
	parent := path.Dir(name)
	for entries := tar.NewReader(stream); ; {
		header, err := entries.Next()
		if err == io.EOF {
			return
		}
		if err != nil {
			a.unread(fmt.Errorf("read the archive of %s: %w", name, err))
			return
		}
		entry := path.Join(parent, document.Text(header.Name))
		if header.Typeflag == tar.TypeLink && entry != name {
			continue // its content is with another name: it is fetched by itself
		}
		if change, ok := a.wanted[entry]; ok {
			delete(a.wanted, entry)
			describe(change, header)
			if change.Type == document.Regular {
				if a.err = a.visit(collectors.File{Change: change, Content: entries}); a.err != nil {
					return
				}
			}
		}
		// What is left of a huge file would have to be read to get past it: what
		// follows is fetched by itself.
		if !deep || header.Size > a.subject.collector.options.MaxFileSize {
			return
		}
	}
}

func (a *archives) unread(err error) {
	a.unreadable++
	a.first = firstOf(a.first, a.subject.collector.wrap(err))
}

// alive tells a path that is gone from a container that is gone.
func (s *subject) alive(ctx context.Context) bool {
	_, err := s.collector.client.ContainerStatPath(ctx, s.id(), "/")
	return err == nil
}

// describe fills in what a tar header tells.
func describe(c *document.Change, h *tar.Header) {
	c.Type = map[byte]document.Type{
		tar.TypeReg: document.Regular, tar.TypeDir: document.Directory,
		tar.TypeSymlink: document.Symlink, tar.TypeFifo: document.FIFO,
		tar.TypeChar: document.CharDev, tar.TypeBlock: document.BlockDev,
	}[h.Typeflag]
	c.Mode = document.Mode(h.Mode & 0o7777)
	c.UID, c.GID = h.Uid, h.Gid
	if c.Type == document.Regular {
		c.Size = h.Size
	}
	c.Mtime = document.Time(h.ModTime)
	if h.Typeflag == tar.TypeSymlink {
		c.LinkTarget = document.Text(h.Linkname)
	}
	if attribute, ok := h.PAXRecords["SCHILY.xattr.security.capability"]; ok {
		c.Capabilities = overlay.Capabilities([]byte(attribute))
	}
}

// openArchived opens one regular file through the engine.
func (s *subject) openArchived(ctx context.Context, name string) (io.ReadCloser, error) {
	stream, stat, err := s.collector.client.CopyFromContainer(ctx, s.id(), document.Bytes(name))
	if errdefs.IsNotFound(err) {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	if err != nil {
		return nil, s.collector.wrap(err)
	}
	entries := tar.NewReader(stream)
	header, err := entries.Next()
	if err == nil && header.Typeflag == tar.TypeReg {
		return archived{Reader: entries, Closer: stream}, nil
	}
	stream.Close()
	if err == nil && header.Typeflag == tar.TypeSymlink && strings.Count(name, "\x00") == 0 && stat.LinkTarget != "" {
		if target, err := s.collector.client.ContainerStatPath(ctx, s.id(), stat.LinkTarget); err == nil && target.Mode.IsRegular() {
			return s.openArchived(ctx, stat.LinkTarget)
		}
	}
	return nil, &fs.PathError{Op: "open", Path: name, Err: errors.Join(err, errors.New("not a regular file"))}
}

type archived struct {
	io.Reader
	io.Closer
}
