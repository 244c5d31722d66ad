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
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/rummage-scanner/rummage/collectors"
	"github.com/rummage-scanner/rummage/document"
)

// Layer is what one layer has.
type Layer struct {
	// DiffID is the digest of the archive without compression.
	DiffID string
	// Digest is that of the archive as it was stored.
	Digest string
	// Files are the entries, in the order of the archive.
	Files []*document.File
	// Replaced are the positions of those that a later entry of the same layer
	// replaces.
	Replaced []int32
	// Links are the hard links.
	Links []Link
	// Whiteouts are the paths of lower layers that it deletes, Opaque the
	// directories of which it hides what lower layers have in them.
	Whiteouts, Opaque []string
	// Cut tells which entries a bound kept from being seen, and Odd which of them
	// are not what an honest layer has.
	Cut, Odd []string
	// Matches are what a visitor found in the contents, when the layer was read
	// before and kept.
	Matches []document.Match
	kept    bool
	// verified tells that it is what its image says, claimed the digest that its image
	// gave for it; empty when it gave none.
	verified bool
	claimed  string
	// over tells that other layers left no room for all of this one.
	over bool
	// order are the positions of the files, by path and then as they come.
	order []int32
}

// Link is an entry that shares the content of another one.
type Link struct {
	// Entry is its position, and Target that of the other one; -1 when that is in
	// a lower layer.
	Entry, Target int32
}

// Reader reads layers and images.
type Reader struct {
	// Visit is called for each regular file.
	Visit func(collectors.File) error
	// Kept are the layers that need not be read again.
	Kept Kept
	// budget is what is left for the image.
	budget *budget
}

// begin is the reader with a budget, for what is read at once.
func (rd Reader) begin() Reader {
	if rd.budget == nil {
		rd.budget = newBudget()
	}
	return rd
}

// Read reads a layer, and has each of its regular files visited. The visitor may
// keep the file's entry, whose Layer is set once the layer was read whole. The
// error is [collectors.Unusable] when the stream is no layer.
func (rd Reader) Read(ctx context.Context, r io.Reader, part string) (*Layer, error) {
	rd = rd.begin()
	source := &stored{r: r, budget: rd.budget}
	return rd.read(ctx, source, source, Section{}, part)
}

// read reads a layer of r, which takes its bytes from source. Section is where they
// can be read again, if anywhere.
func (rd Reader) read(ctx context.Context, r io.Reader, source *stored, section Section, part string) (*Layer, error) {
	l := &reading{layer: &Layer{}, reader: rd, section: section}
	stream, err := rd.open(ctx, r)
	if err == nil {
		defer stream.Close()
		if err = l.entries(stream); err == nil {
			l.layer.DiffID, l.layer.Digest, err = stream.finish()
		}
	}
	if err != nil {
		return nil, l.blame(ctx, part, source, stream.cause(err))
	}
	l.finish()
	return l.layer, nil
}

// blame tells whose fault an error is: that of where the bytes come from, of who
// looked at them, or of the bytes.
func (l *reading) blame(ctx context.Context, part string, source *stored, err error) error {
	var visit *visitError
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case source.err != nil:
		return fmt.Errorf("read %s: %w", part, source.err)
	case errors.As(err, &visit) && !errors.Is(err, errBomb): // which it may come by, from a hole
		return visit.error
	}
	return &collectors.Unusable{Part: part, Err: l.at(err)}
}

// sorted are the positions of the files by their paths. Of those with equal ones,
// the last one counts.
func (l *Layer) sorted() []int32 {
	if l.order == nil {
		l.order = make([]int32, len(l.Files))
		for i := range l.order {
			l.order[i] = int32(i)
		}
		slices.SortFunc(l.order, func(a, b int32) int {
			if c := comparePaths(l.Files[a].Path, l.Files[b].Path); c != 0 {
				return c
			}
			return int(a - b)
		})
	}
	return l.order
}

// own tells of each file what the layer alone does to it.
func (l *Layer) own() {
	for _, f := range l.Files {
		f.Layer, f.DeletedIn = l.DiffID, ""
	}
	for _, i := range l.Replaced {
		l.Files[i].DeletedIn = l.DiffID
	}
}

// comparePaths is the order in which a directory stands before what is in it, and
// that before all else.
func comparePaths(a, b string) int {
	n := min(len(a), len(b))
	i := 0
	for i < n && a[i] == b[i] {
		i++
	}
	switch {
	case i == n:
		return len(a) - len(b)
	case a[i] == '/':
		return -1
	case b[i] == '/':
		return 1
	}
	return int(a[i]) - int(b[i])
}

// DigestOf is the digest of a content, as images name it.
func DigestOf(content []byte) string {
	sum := sha256.Sum256(content)
	return digestOf(sum[:])
}

// digestOf names a SHA-256 sum as images do.
func digestOf(sum []byte) string { return "sha256:" + hex.EncodeToString(sum) }
