package layers

import (
	"archive/tar"
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strings"
	"sync"
	"testing"

	diff "github.com/google/go-cmp/cmp"

	"github.com/rummage-scanner/rummage/cache"
	"github.com/rummage-scanner/rummage/collectors"
	"github.com/rummage-scanner/rummage/document"
)

func areaFor(t *testing.T) cache.Area {
	t.Helper()
	return cache.Area{Dir: t.TempDir(), Name: "layers", MaxEntries: 100, MaxBytes: 1 << 20, MaxEntry: 1 << 20}
}

// seen is one scan of layers, lowest first: what it found, and how many of the
// layers were opened.
func seen(t *testing.T, in cache.Area, visitor string, gap document.Coverage, data ...[]byte) (doc *document.Document, opened int) {
	t.Helper()
	var mu sync.Mutex
	subject := NewSubject("x", func(ctx context.Context, rd Reader) (*Image, error) {
		var sources []Source
		for _, layer := range data {
			sources = append(sources, Source{Part: "layer", DiffID: DigestOf(layer), Open: func(context.Context) (io.ReadCloser, error) {
				mu.Lock()
				defer mu.Unlock()
				opened++
				return io.NopCloser(bytes.NewReader(layer)), nil
			}})
		}
		image := &Image{Config: &document.Image{}}
		var err error
		image.Layers, image.Gaps, err = rd.ReadAll(ctx, sources)
		return image, err
	}, func() error { return nil })
	subject.Keep(in, visitor)
	doc, err := subject.Document(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var links []collectors.File
	var visited []*document.File
	err = subject.Files(t.Context(), func(f collectors.File) error {
		mu.Lock()
		defer mu.Unlock()
		if f.Same != nil {
			links = append(links, f)
			return nil
		}
		content, err := io.ReadAll(f.Content)
		f.Entry.SHA256 = DigestOf(content)
		visited = append(visited, f.Entry)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range links {
		f.Entry.SHA256 = f.Same.SHA256
	}
	for _, f := range visited {
		doc.Matches = append(doc.Matches, document.Match{Rule: "any", Path: f.Path, SHA256: f.SHA256, Layer: f.Layer})
	}
	slices.SortFunc(doc.Matches, func(a, b document.Match) int {
		return cmp.Or(strings.Compare(a.Path, b.Path), strings.Compare(a.Layer, b.Layer), strings.Compare(a.SHA256, b.SHA256))
	})
	if gap != (document.Coverage{}) {
		doc.Coverage = append(doc.Coverage, gap)
	}
	if err := subject.Close(); err != nil {
		t.Fatal(err)
	}
	return doc, opened
}

// described is what rules see of a document's files.
func described(t *testing.T, doc *document.Document) string {
	t.Helper()
	text, err := json.MarshalIndent([]any{doc.Files, doc.Matches, doc.Coverage}, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestKept opens no layer that was seen before, and knows the same of it; also with
// other layers above and below it.
func TestKept(t *testing.T) {
	one := layerOf(t, item{name: "a/b", content: "1"}, item{name: "a/b", content: "again"}, item{name: "c", kind: tar.TypeLink, link: "a/b"})
	two := layerOf(t, item{name: "l", kind: tar.TypeLink, link: "a/b"}, item{name: "a/.wh.b"}, item{name: "../odd", content: "o"})
	other := layerOf(t, item{name: "a/b", content: "other"}, item{name: "a/.wh..wh..opq"})
	in := areaFor(t)
	if _, opened := seen(t, in, "v", document.Coverage{}, one, two); opened != 2 {
		t.Fatal(opened)
	}
	for name, layers := range map[string][][]byte{
		"the same": {one, two}, "one alone": {one}, "the other alone": {two}, "below another": {one, other, two}, "on another": {other, two}, "twice": {one, two, one},
	} {
		kept, opened := seen(t, in, "v", document.Coverage{}, layers...)
		if strings.Contains(name, "another") != (opened > 0) {
			t.Errorf("%s: opened %d", name, opened)
		}
		anew, _ := seen(t, cache.Area{}, "", document.Coverage{}, layers...)
		if diff := diff.Diff(described(t, anew), described(t, kept)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		in = areaFor(t) // what another layer brought is not kept
		seen(t, in, "v", document.Coverage{}, one, two)
	}
	if _, opened := seen(t, in, "w", document.Coverage{}, one, two); opened != 2 {
		t.Errorf("another visitor opened %d", opened)
	}
}

// TestNotKept keeps nothing of a scan that may have missed something.
func TestNotKept(t *testing.T) {
	layer := layerOf(t, item{name: "a", content: "1"})
	for _, gap := range []document.Coverage{
		{Collector: "yara", Status: document.Partial, Cause: document.Failure, Reason: "1 files took longer than 20s"},
		{Collector: "yara", Status: document.Partial, Cause: document.Limit},
		{Collector: "texts", Status: document.Partial, Cause: document.Limit},
		{Collector: "files", Status: document.Failed, Reason: "the scan was interrupted"},
	} {
		in := areaFor(t)
		seen(t, in, "v", gap, layer)
		if _, opened := seen(t, in, "v", document.Coverage{}, layer); opened != 1 {
			t.Errorf("kept in spite of %+v", gap)
		}
	}
	in := areaFor(t)
	subject := NewSubject("x", func(context.Context, Reader) (*Image, error) { return nil, errors.New("gone") }, func() error { return nil })
	subject.Keep(in, "v")
	if err := subject.Files(t.Context(), look); err == nil {
		t.Error("no error")
	}
	if err := subject.Close(); err != nil {
		t.Error(err)
	}
}

// TestClaim does not take a blob for a layer that was read from another one.
func TestClaim(t *testing.T) {
	layer := layerOf(t, item{name: "a", content: "1"})
	in := areaFor(t)
	rd := Reader{Visit: look, Kept: Kept{in, "v"}}
	opened := 0
	read := func(digest string, content []byte) error {
		layers, _, err := rd.ReadAll(t.Context(), []Source{{Part: "layer", DiffID: DigestOf(layer), Digest: digest, Open: func(context.Context) (io.ReadCloser, error) {
			opened++
			return io.NopCloser(bytes.NewReader(content)), nil
		}}})
		if err == nil {
			rd.Kept.store(layers[0], nil)
		}
		return err
	}
	for range 2 {
		if err := read(DigestOf(layer), layer); err != nil || opened != 1 {
			t.Fatal(opened, err)
		}
	}
	other := layerOf(t, item{name: "a", content: "2"})
	if err := read(DigestOf(other), other); err == nil || !strings.Contains(err.Error(), "its diff ID is") || opened != 2 {
		t.Errorf("opened %d, %v", opened, err)
	}
}

// TestRecall gives an image anew that is kept with all of its layers.
func TestRecall(t *testing.T) {
	layer := layerOf(t, item{name: "a", content: "1"})
	archive := savedOf(t, false, layer)
	in := areaFor(t)
	rd := Reader{Visit: look, Kept: Kept{in, "v"}}.begin()
	image, err := rd.ReadStream(t.Context(), archive.tar(t), amd64)
	if err != nil {
		t.Fatal(err)
	}
	rd.Remember("app", "sha256:1", image)
	if rd.Recall("app", "sha256:1") != nil {
		t.Error("without its layer")
	}
	rd.Kept.store(image.Layers[0], nil)
	found := rd.Recall("app", "sha256:1")
	if found == nil || len(found.Layers) != 1 || found.Layers[0].Files[0].Path != "/a" || !diff.Equal(found.Config, image.Config) || found.Ref != image.Ref {
		t.Errorf("%+v", found)
	}
	if rd.Recall("app", "sha256:2") != nil || rd.Recall("other", "sha256:1") != nil || (Reader{Kept: Kept{in, "w"}}).Recall("app", "sha256:1") != nil {
		t.Error("found by another name")
	}
}
