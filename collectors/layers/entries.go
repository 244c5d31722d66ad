package layers

import (
	"archive/tar"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"

	"github.com/rummage-scanner/rummage/collectors"
	"github.com/rummage-scanner/rummage/collectors/overlay"
	"github.com/rummage-scanner/rummage/document"
)

// reading is the state of one layer's reading.
type reading struct {
	layer  *Layer
	reader Reader
	links  symlinks
	// section is where the layer can be read again, if it has no compression and that
	// is possible at all; stream tells at which place it is read.
	section Section
	stream  *stream
	// last is the name of the entry that is being read.
	last string
	// told are the kinds of oddities that were told of.
	told []string
}

// maxTold bounds a name that is told of, in bytes.
const maxTold = 120

func nameOf(name string) string {
	if len(name) > maxTold {
		return document.Text(name[:maxTold]) + "..."
	}
	return document.Text(name)
}

// at tells which entry an error is about.
func (l *reading) at(err error) error {
	if l.last == "" {
		return err
	}
	return fmt.Errorf("at %s: %w", nameOf(l.last), err)
}

// tell adds the first entry of a kind to a list.
func (l *reading) tell(list *[]string, kind, name string) {
	if !slices.Contains(l.told, kind) {
		l.told = append(l.told, kind)
		*list = append(*list, kind+", such as "+nameOf(name))
	}
}

func (l *reading) entries(stream *stream) error {
	l.stream = stream
	archive := tar.NewReader(stream)
	for {
		header, err := archive.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil && header == nil {
			return err
		}
		l.last = header.Name
		over, err := l.entry(header, archive)
		if err != nil {
			return err
		}
		if over != nil {
			l.tell(&l.layer.Cut, "the image has "+over.Error(), header.Name)
			l.layer.over = true
			return nil
		}
	}
}

// The names by which a layer deletes: see the image specification. Others that
// begin with the first two are notes of storage drivers.
const (
	whiteout = ".wh."
	metadata = ".wh..wh."
	opaque   = ".wh..wh..opq"
)

// entry takes one entry. over tells that there is no room for it.
func (l *reading) entry(header *tar.Header, content io.Reader) (over, err error) {
	if header.Typeflag == tar.TypeXGlobalHeader {
		return nil, nil
	}
	name := path.Clean("/" + header.Name)
	if !l.fits(header, name) {
		return nil, nil
	}
	if over := l.reader.budget.take(1, len(name)+len(header.Linkname)); over != nil {
		return over, nil
	}
	if leaves(header.Name) {
		l.tell(&l.layer.Odd, "names that leave the root and were taken as names below it", header.Name)
	}
	if place := l.links.place(name); place != name {
		l.tell(&l.layer.Odd, "names below symbolic links, which were taken to be where these lead", header.Name)
		if name = place; !l.fits(header, name) {
			return nil, nil
		}
	}
	dir, base := path.Split(name)
	switch {
	case base == opaque:
		l.layer.Opaque = append(l.layer.Opaque, document.Text(path.Clean(dir)))
		return nil, nil
	case strings.HasPrefix(base, metadata):
		return nil, nil
	case strings.HasPrefix(base, whiteout):
		l.whiteout(dir, base[len(whiteout):], header.Name)
		return nil, nil
	case name == "/":
		return nil, nil
	}
	return nil, l.file(header, name, content)
}

// fits tells whether an entry is one that could be in a file system.
func (l *reading) fits(header *tar.Header, name string) bool {
	switch {
	case len(name) > maxName:
		l.tell(&l.layer.Cut, fmt.Sprintf("entries with names longer than %d bytes were not looked at", maxName), header.Name)
	case len(header.Linkname) > maxName:
		l.tell(&l.layer.Cut, fmt.Sprintf("links to names longer than %d bytes were not looked at", maxName), header.Name)
	case strings.Count(name, "/") > maxDepth:
		l.tell(&l.layer.Cut, fmt.Sprintf("entries below more than %d directories were not looked at", maxDepth), header.Name)
	default:
		return true
	}
	return false
}

func (l *reading) whiteout(dir, name, told string) {
	if name == "" || name == "." || name == ".." {
		l.tell(&l.layer.Odd, "deletions of nothing", told)
		return
	}
	l.layer.Whiteouts = append(l.layer.Whiteouts, document.Text(dir+name))
}

func (l *reading) file(header *tar.Header, name string, content io.Reader) error {
	f := &document.File{Change: changeOf(header, document.Text(name))}
	at := int32(len(l.layer.Files))
	l.layer.Files = append(l.layer.Files, f)
	l.links.set(name, header)
	if header.Typeflag == tar.TypeLink {
		if leaves(header.Linkname) {
			l.tell(&l.layer.Odd, "hard links out of the root, which were taken to lead below it", header.Name)
		}
		f.Type, f.HardLink = document.Regular, document.Text(l.links.place(path.Clean("/"+header.Linkname)))
		l.layer.Links = append(l.layer.Links, Link{at, -1})
		return nil
	}
	if f.Type != document.Regular {
		return nil
	}
	visited := collectors.File{Change: &f.Change, Entry: f, Content: content}
	if isSparse(header) {
		visited.Content = growing{content, l.reader.budget} // holes take no room in the archive
	} else if l.section.SectionReader != nil && l.stream.raw == nil {
		section, at := l.section, l.stream.at
		visited.Again = func() io.Reader { return io.NewSectionReader(section, at, header.Size) }
	}
	if err := l.reader.Visit(visited); err != nil {
		return &visitError{err}
	}
	return nil
}

// visitError is an error of the visitor.
type visitError struct{ error }

func (e *visitError) Unwrap() error { return e.error }

func isSparse(header *tar.Header) bool {
	if header.Typeflag == tar.TypeGNUSparse {
		return true
	}
	for key := range header.PAXRecords {
		if strings.HasPrefix(key, "GNU.sparse.") {
			return true
		}
	}
	return false
}

// finish tells what entries do to others of the layer, once its digest is known.
func (l *reading) finish() {
	layer := l.layer
	order := layer.sorted()
	for i := 1; i < len(order); i++ {
		if layer.Files[order[i-1]].Path == layer.Files[order[i]].Path {
			layer.Replaced = append(layer.Replaced, order[i-1])
		}
	}
	for i := range layer.Links {
		link := &layer.Links[i]
		f := layer.Files[link.Entry]
		if link.Target = layer.before(link.Entry, f.HardLink); link.Target >= 0 {
			shares(f, layer.Files[link.Target])
		}
	}
	layer.own()
}

// before is the last file at a path that comes before an entry, or -1.
func (l *Layer) before(entry int32, name string) int32 {
	order := l.sorted()
	at, _ := slices.BinarySearchFunc(order, name, func(i int32, name string) int {
		if c := comparePaths(l.Files[i].Path, name); c != 0 {
			return c
		}
		return int(i - entry)
	})
	if at == 0 || l.Files[order[at-1]].Path != name {
		return -1
	}
	return order[at-1]
}

// shares gives a hard link what the archive says of its target.
func shares(f, target *document.File) {
	f.Type, f.Size, f.LinkTarget = target.Type, target.Size, target.LinkTarget
}

// leaves tells whether a name would lead out of the directory that the layer is
// unpacked in.
func leaves(name string) bool {
	if !strings.Contains(name, "..") {
		return false
	}
	depth := 0
	for part := range strings.SplitSeq(name, "/") {
		switch part {
		case "..":
			if depth--; depth < 0 {
				return true
			}
		case "", ".":
		default:
			depth++
		}
	}
	return false
}

func changeOf(header *tar.Header, name string) document.Change {
	c := document.Change{
		Path: name, Kind: document.Added, Type: typeOf(header.Typeflag),
		Mode: document.Mode(header.Mode & 0o7777), UID: header.Uid, GID: header.Gid, Mtime: document.Time(header.ModTime),
	}
	if c.Type == document.Regular {
		c.Size = header.Size
	}
	if c.Type == document.Symlink {
		c.LinkTarget = document.Text(header.Linkname)
	}
	if attribute := header.PAXRecords["SCHILY.xattr.security.capability"]; attribute != "" {
		c.Capabilities = overlay.Capabilities([]byte(attribute))
	}
	return c
}

func typeOf(flag byte) document.Type {
	switch flag {
	case tar.TypeDir:
		return document.Directory
	case tar.TypeSymlink:
		return document.Symlink
	case tar.TypeFifo:
		return document.FIFO
	case tar.TypeChar:
		return document.CharDev
	case tar.TypeBlock:
		return document.BlockDev
	}
	return document.Regular
}
