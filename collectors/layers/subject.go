package layers

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"io/fs"
	"time"

	"github.com/rummage-scanner/rummage/cache"
	"github.com/rummage-scanner/rummage/collectors"
	"github.com/rummage-scanner/rummage/document"
)

// Subject is an image as the subject of a scan. Everything about it becomes known
// in the one pass over its files.
type Subject struct {
	document *document.Document
	read     func(context.Context, Reader) (*Image, error)
	close    func() error
	kept     Kept
	layers   []*Layer
}

// NewSubject makes a subject of an image that read reads.
func NewSubject(name string, read func(context.Context, Reader) (*Image, error), close func() error) *Subject {
	return &Subject{
		read: read, close: close,
		document: &document.Document{
			SchemaVersion: document.SchemaVersion,
			CollectedAt:   time.Now().UTC(),
			Target:        document.Target{Kind: "image", Name: document.Text(name)},
			Processes:     []document.Process{}, Changes: []document.Change{}, Sockets: []document.Socket{}, Matches: []document.Match{},
			Coverage: []document.Coverage{},
		},
	}
}

// Document is the document as far as it is known before the files are read.
func (s *Subject) Document(context.Context) (*document.Document, error) { return s.document, nil }

// Files reads the image, and completes the document by its configuration and the
// files of all layers. The error is [collectors.Unusable] when the image is not what it
// claims to be.
func (s *Subject) Files(ctx context.Context, visit func(collectors.File) error) error {
	image, err := s.read(ctx, Reader{Visit: visit, Kept: s.kept})
	if err != nil {
		return err
	}
	doc := s.document
	doc.Image = image.Config
	if image.Config != nil {
		doc.Target.ID = image.Config.ID
		doc.Target.Image = document.ImageRef{Name: cmp.Or(image.Ref, doc.Target.Name), ID: image.Config.ID}
		if len(image.Config.Digests) > 0 {
			doc.Target.Image.Digest = image.Config.Digests[0]
		}
	}
	merged := Merge(image.Layers)
	doc.Files, s.layers = merged.Files, distinct(image.Layers)
	for _, link := range merged.Links {
		if err := visit(collectors.File{Change: &link[0].Change, Entry: link[0], Same: link[1]}); err != nil {
			return err
		}
	}
	doc.Coverage = append(doc.Coverage, image.Gaps...)
	files := document.Coverage{Collector: "files", Status: document.OK}
	for _, l := range s.layers {
		doc.Matches = append(doc.Matches, l.Matches...)
		for _, cut := range l.Cut {
			files = gap("files", l, cut)
		}
		for _, odd := range l.Odd {
			doc.Coverage = append(doc.Coverage, gap("layers", l, odd))
		}
	}
	if len(merged.Lost) > 0 {
		f := merged.Lost[0]
		doc.Coverage = append(doc.Coverage, document.Coverage{Collector: "layers", Status: document.Partial, Cause: document.Failure,
			Reason: fmt.Sprintf("%d hard links lead to what is in no layer, such as %s", len(merged.Lost), nameOf(document.Bytes(f.Path)))})
	}
	doc.Coverage = append(doc.Coverage, files)
	return nil
}

// gap tells of what an honest layer does not have. What a container will see of it
// depends on who unpacks it, so such an image is never called clean.
func gap(collector string, l *Layer, reason string) document.Coverage {
	return document.Coverage{Collector: collector, Status: document.Partial, Cause: document.Failure, Reason: fmt.Sprintf("layer %s: %s", l.DiffID, reason)}
}

// distinct are the layers without those that come again.
func distinct(layers []*Layer) []*Layer {
	seen := map[string]bool{}
	var found []*Layer
	for _, l := range layers {
		if !seen[l.DiffID] {
			seen[l.DiffID] = true
			found = append(found, l)
		}
	}
	return found
}

// Logs has nothing: an image has none.
func (s *Subject) Logs(context.Context, func(collectors.LogLine) error) error { return nil }

// Open finds nothing: the files of a stream are seen once, as they come.
func (s *Subject) Open(_ context.Context, name string) (io.ReadCloser, error) {
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
}

// Keep has layers kept, and found again. It is called before Files.
func (s *Subject) Keep(in cache.Area, visitor string) { s.kept = Kept{Area: in, Visitor: visitor} }

// Close keeps the layers that were visited whole, and releases the source.
func (s *Subject) Close() error {
	if s.visitedWhole() {
		matches := map[string][]document.Match{}
		for _, m := range s.document.Matches {
			matches[m.Layer] = append(matches[m.Layer], m)
		}
		for _, l := range s.layers {
			s.kept.store(l, matches[l.DiffID])
		}
	}
	return s.close()
}

// visitedWhole tells that nothing kept the visitor from looking at any content:
// what it missed must not be missed the next time too.
func (s *Subject) visitedWhole() bool {
	for _, c := range s.document.Coverage {
		if c.Status == document.Failed || c.Collector == "yara" && c.Status == document.Partial || c.Collector == "texts" {
			return false
		}
	}
	return true
}
