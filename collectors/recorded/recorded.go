// Package recorded opens a document that was written before, to judge it with
// the rules of today.
package recorded

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/rummage-scanner/rummage/collectors"
	"github.com/rummage-scanner/rummage/document"
)

// Scheme is the scheme of the targets that are opened here.
const Scheme = "document"

// maxDocument bounds what is read of a document, in bytes.
const maxDocument = 1 << 30

// Opener opens documents by their file names; "-" is the standard input.
type Opener struct{}

// Open reads a document.
func (Opener) Open(_ context.Context, target collectors.Target) (collectors.Subject, error) {
	in := os.Stdin
	if target.Name != "-" {
		f, err := os.Open(target.Name)
		if errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("%w: there is no document %s", collectors.ErrNotFound, target.Name)
		}
		if err != nil {
			return nil, fmt.Errorf("open document: %w", err)
		}
		defer f.Close()
		in = f
	}
	doc := &document.Document{}
	if err := json.NewDecoder(io.LimitReader(in, maxDocument)).Decode(doc); err != nil {
		return nil, fmt.Errorf("read document %s: %w", target.Name, err)
	}
	if doc.SchemaVersion != document.SchemaVersion {
		return nil, fmt.Errorf("read document %s: schema version %d: this program reads %d", target.Name, doc.SchemaVersion, document.SchemaVersion)
	}
	return subject{doc}, nil
}

// subject is a document without its files.
type subject struct{ doc *document.Document }

func (s subject) Document(context.Context) (*document.Document, error) { return s.doc, nil }

func (subject) Files(context.Context, func(collectors.File) error) error {
	return collectors.ErrNoContents
}

func (subject) Logs(context.Context, func(collectors.LogLine) error) error { return nil }

func (subject) Open(_ context.Context, name string) (io.ReadCloser, error) {
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
}

func (subject) Close() error { return nil }
