// Package layers reads the layers of images, and merges them into the files that
// a container of the image would see.
//
// A layer is a tar archive, plain or compressed with gzip or zstd, in which
// names mark deletions, as
// https://github.com/opencontainers/image-spec/blob/main/layer.md says. It is
// read once, as a stream, and never held whole. Its names are an attacker's: they
// are made into paths below the root, and nothing is ever written.
package layers

import (
	"archive/tar"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"

	"github.com/rummage-scanner/rummage/collectors"
	"github.com/rummage-scanner/rummage/collectors/overlay"
	"github.com/rummage-scanner/rummage/document"
)

// The bounds of one layer.
const (
	// MaxFiles bounds the entries.
	MaxFiles = 2_000_000
	// maxName bounds a path, in bytes: what is longer cannot be opened in Linux.
	maxName = 4096
)

// Layer is what one layer has.
type Layer struct {
	// DiffID is the digest of the archive without compression.
	DiffID string
	// Digest is that of the archive as it was stored.
	Digest string
	Files  []*document.File
	// Whiteouts are the paths of lower layers that it deletes, Opaque the
	// directories of which it hides what lower layers have in them.
	Whiteouts, Opaque []string
	// Odd names the first entry whose name would have left the root.
	Odd string
	// Cut says that a bound kept entries from being seen.
	Cut string
	// Matches are what a visitor found in the contents, when the layer was read
	// before and kept.
	Matches []document.Match
	kept    bool
}

// Reader reads layers and images.
type Reader struct {
	// Visit is called for each regular file.
	Visit func(collectors.File) error
	// Kept are the layers that need not be read again.
	Kept Kept
}

// Read reads a layer, and has each of its regular files visited. The visitor may
// keep the file's entry, whose Layer is set once the layer was read whole. The
// error is [collectors.Unusable] when the stream is no layer.
func (rd Reader) Read(ctx context.Context, r io.Reader, part string) (*Layer, error) {
	stream, err := open(r)
	if err != nil {
		return nil, &collectors.Unusable{Part: part, Err: err}
	}
	defer stream.Close()
	l := &reading{layer: &Layer{}, seen: map[string]*document.File{}, visit: rd.Visit}
	if err := l.entries(ctx, stream); err != nil {
		return nil, stream.blame(part, err)
	}
	if l.layer.DiffID, l.layer.Digest, err = stream.finish(); err != nil {
		return nil, stream.blame(part, err)
	}
	for _, f := range l.layer.Files {
		f.Layer = l.layer.DiffID
		if f.DeletedIn != "" {
			f.DeletedIn = l.layer.DiffID
		}
	}
	return l.layer, nil
}

// reading is the state of one layer's reading.
type reading struct {
	layer *Layer
	// seen finds entries that others link to, or that come twice.
	seen  map[string]*document.File
	visit func(collectors.File) error
}

func (l *reading) entries(ctx context.Context, r io.Reader) error {
	archive := tar.NewReader(r)
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		header, err := archive.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil && header == nil {
			return err
		}
		if len(l.layer.Files) >= MaxFiles {
			l.layer.Cut = fmt.Sprintf("more than %d entries in a layer", MaxFiles)
			return nil
		}
		if err := l.entry(header, archive); err != nil {
			return err
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

func (l *reading) entry(header *tar.Header, content io.Reader) error {
	name := path.Clean("/" + header.Name)
	if len(name) > maxName {
		l.layer.Cut = fmt.Sprintf("names longer than %d bytes", maxName)
		return nil
	}
	if l.layer.Odd == "" && leaves(header.Name) {
		l.layer.Odd = document.Text(header.Name)
	}
	dir, base := path.Split(name)
	switch {
	case base == opaque:
		l.layer.Opaque = append(l.layer.Opaque, document.Text(path.Clean(dir)))
		return nil
	case strings.HasPrefix(base, metadata):
		return nil
	case strings.HasPrefix(base, whiteout):
		l.layer.Whiteouts = append(l.layer.Whiteouts, document.Text(dir+base[len(whiteout):]))
		return nil
	case name == "/":
		return nil
	}
	f := &document.File{Change: changeOf(header, document.Text(name))}
	if header.Typeflag == tar.TypeLink {
		target := l.seen[document.Text(path.Clean("/"+header.Linkname))]
		if target == nil {
			return nil // it is in a lower layer, and seen there
		}
		f.Type, f.Size, f.HardLink = target.Type, target.Size, target.Path
	}
	if before := l.seen[f.Path]; before != nil {
		before.DeletedIn = "again" // the last one wins; which layer this is becomes known at the end
	}
	l.seen[f.Path] = f
	l.layer.Files = append(l.layer.Files, f)
	if f.Type != document.Regular || f.HardLink != "" {
		return nil
	}
	return l.visit(collectors.File{Change: &f.Change, Entry: f, Content: content})
}

// leaves tells whether a name would lead out of the directory that the layer is
// unpacked in.
func leaves(name string) bool {
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

// DigestOf is the digest of a content, as images name it.
func DigestOf(content []byte) string {
	sum := sha256.Sum256(content)
	return digestOf(sum[:])
}

// digestOf names a SHA-256 sum as images do.
func digestOf(sum []byte) string { return "sha256:" + hex.EncodeToString(sum) }
