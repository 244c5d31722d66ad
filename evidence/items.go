package evidence

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"

	"github.com/rummage-scanner/rummage/collectors"
)

// Items is what the subject of a case has beside others: the items of the case.
type Items interface {
	// Manifest is the case's.
	Manifest() *Manifest
	// OpenItem opens an item to be read once, without its compression. Reading it to
	// its end is an error that is [collectors.Unusable] when it was altered. The
	// error wraps fs.ErrNotExist when the case has not got it.
	OpenItem(ctx context.Context, name string) (io.ReadCloser, error)
}

// Manifest is the case's.
func (s *subject) Manifest() *Manifest { return s.manifest }

// OpenItem opens an item.
func (s *subject) OpenItem(ctx context.Context, name string) (io.ReadCloser, error) {
	at, size, item, err := s.stored(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("open item %s: %w", name, err)
	}
	if err != nil {
		return nil, &collectors.Unusable{Part: "case " + s.root.Name(), Err: err}
	}
	want := item.SHA256
	if item.Plain != nil {
		want = item.Plain.SHA256
	}
	return &checkedItem{
		ctx: ctx, from: io.NewSectionReader(at, 0, size), sum: sha256.New(), want: want, part: "case " + s.root.Name(), name: item.Path,
	}, nil
}

// checkedItem compares an item with its digest as it is read.
type checkedItem struct {
	ctx        context.Context
	from       io.Reader
	sum        hash.Hash
	want       string
	part, name string
}

func (c *checkedItem) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := c.from.Read(p)
	c.sum.Write(p[:n])
	if err == io.EOF && fmt.Sprintf("%x", c.sum.Sum(nil)) != c.want {
		err = &collectors.Unusable{Part: c.part, Err: fmt.Errorf("%s was altered: its digest is not the manifest's", c.name)}
	}
	return n, err
}

func (c *checkedItem) Close() error { return nil }

var _ Items = (*subject)(nil)
