package evidence

import (
	"archive/tar"
	"context"
	"errors"
	"fmt"
	"io"
	"path"

	"github.com/rummage-scanner/rummage/document"
)

// index finds the contents of some files in a tar archive.
type index struct {
	at    io.ReaderAt
	files map[string]entry
}

type entry struct{ offset, size int64 }

// maxPasses bounds how often an archive is gone through for links to links.
const maxPasses = 4

// indexTar finds where the changed files of an archive are. Nothing is unpacked.
func indexTar(ctx context.Context, archive io.ReadSeeker, at io.ReaderAt, changes []document.Change) (*index, error) {
	x := &index{at: at, files: map[string]entry{}}
	wanted := map[string]bool{}
	for i := range changes {
		if c := &changes[i]; c.Type == document.Regular && c.Kind != document.Deleted {
			wanted[c.Path] = true
		}
	}
	links := map[string]string{}
	for pass := 0; pass < maxPasses && len(wanted) > 0; pass++ {
		if err := x.pass(ctx, archive, wanted, links); err != nil {
			return x, err
		}
		clear(wanted)
		for name, target := range links {
			if found, ok := x.files[target]; ok {
				x.files[name] = found
				delete(links, name)
			} else {
				wanted[target] = true
			}
		}
	}
	return x, nil
}

func (x *index) pass(ctx context.Context, archive io.ReadSeeker, wanted map[string]bool, links map[string]string) error {
	if _, err := archive.Seek(0, io.SeekStart); err != nil {
		return err
	}
	for entries := tar.NewReader(archive); ; {
		if err := ctx.Err(); err != nil {
			return err
		}
		header, err := entries.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("read %s: %w", RootFSName, err)
		}
		name := nameOf(header.Name)
		if !wanted[name] || header.PAXRecords["GNU.sparse.major"] != "" { // its content is not one piece
			continue
		}
		switch header.Typeflag {
		case tar.TypeLink:
			links[name] = nameOf(header.Linkname)
		case tar.TypeReg:
			offset, err := archive.Seek(0, io.SeekCurrent)
			if err != nil {
				return err
			}
			x.files[name] = entry{offset, header.Size}
		}
	}
}

// nameOf is an entry's name as the document has it.
func nameOf(name string) string { return document.Text(path.Clean("/" + name)) }

func (x *index) find(name string) (entry, bool) {
	e, ok := x.files[name]
	return e, ok
}

func (x *index) reader(e entry) io.Reader { return io.NewSectionReader(x.at, e.offset, e.size) }
