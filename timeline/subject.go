package timeline

import (
	"context"
	"errors"
	"io"
	"sync"

	"github.com/rummage-scanner/rummage/collectors"
	"github.com/rummage-scanner/rummage/document"
)

// OfSubject is the root as a collector has it: the files of an image, of all layers,
// or the changed files of a container. Document must have been asked for before, and
// is completed.
func OfSubject(subject collectors.Subject, doc *document.Document) Root {
	return func(ctx context.Context, visit func(*RootEntry) error, _ func(string)) error {
		var mu sync.Mutex
		err := subject.Files(ctx, func(f collectors.File) error {
			mu.Lock()
			defer mu.Unlock()
			if f.Entry == nil {
				e := entryOfChange(f.Change, f.Content)
				return visit(&e)
			}
			if f.Same != nil {
				return nil
			}
			e := entryOfFile(f.Entry, f.Content)
			e.ContentOnly = true // the layer is not known yet
			err := visit(&e)
			f.Entry.SHA256 = e.File.SHA256
			return err
		})
		if err != nil && !errors.Is(err, collectors.ErrNoContents) {
			return err
		}
		for _, f := range doc.Files {
			e := entryOfFile(f, nil)
			if err := visit(&e); err != nil {
				return err
			}
		}
		return nil
	}
}

func entryOfChange(c *document.Change, content io.Reader) RootEntry {
	return RootEntry{Path: document.Bytes(c.Path), Change: string(c.Kind), Content: content, File: File{
		Type: c.Type, Mode: c.Mode, UID: c.UID, GID: c.GID, Size: c.Size, LinkTarget: c.LinkTarget, SHA256: c.SHA256,
		Mtime: c.Mtime, Ctime: c.Ctime,
	}}
}

// entryOfFile has no change: an image differs from nothing.
func entryOfFile(f *document.File, content io.Reader) RootEntry {
	e := entryOfChange(&f.Change, content)
	e.Change = ""
	e.Fields = map[string]string{}
	for name, layer := range map[string]string{"layer": f.Layer, "deleted_in": f.DeletedIn} {
		if layer != "" {
			e.Fields[name] = layer
		}
	}
	return e
}
