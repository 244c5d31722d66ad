// Package rootfs opens root file systems without an image around them: what
// docker export wrote, or an unpacked tree.
package rootfs

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"sync"

	"github.com/rummage-scanner/rummage/collectors"
	"github.com/rummage-scanner/rummage/collectors/layers"
	"github.com/rummage-scanner/rummage/collectors/overlay"
	"github.com/rummage-scanner/rummage/document"
)

// Scheme is the scheme of the targets that this package opens: a tar archive,
// plain or compressed, or a directory; - is stdin.
const Scheme = "rootfs"

// Opener opens root file systems.
type Opener struct {
	// Stdin is what the file - stands for.
	Stdin io.Reader
}

// Open finds an archive or a tree.
func (o Opener) Open(_ context.Context, target collectors.Target) (collectors.Subject, error) {
	if target.Name == "-" {
		return archive("stdin", o.Stdin, func() error { return nil }), nil
	}
	info, err := os.Stat(target.Name)
	if err != nil {
		return nil, fmt.Errorf("open root file system: %w", err)
	}
	if info.IsDir() {
		return tree(target.Name)
	}
	f, err := os.Open(target.Name)
	if err != nil {
		return nil, fmt.Errorf("open root file system: %w", err)
	}
	return archive(filepath.Base(target.Name), f, f.Close), nil
}

func archive(name string, from io.Reader, close func() error) collectors.Subject {
	read := func(ctx context.Context, r layers.Reader) (*layers.Image, error) {
		layer, err := r.Read(ctx, from, "the archive")
		if err != nil {
			return nil, err
		}
		return &layers.Image{Layers: []*layers.Layer{layer}}, nil
	}
	return layers.NewSubject(name, read, close)
}

// unpacked stands where the files of an archive have the digest of their layer.
const unpacked = "unpacked"

func tree(dir string) (collectors.Subject, error) {
	opened, err := overlay.Open(dir, nil, overlay.Trusted)
	if err != nil {
		return nil, err
	}
	read := func(ctx context.Context, r layers.Reader) (*layers.Image, error) {
		result, err := opened.Changes(ctx)
		if err != nil {
			return nil, err
		}
		layer := &layers.Layer{DiffID: unpacked}
		for _, c := range result.Changes {
			layer.Files = append(layer.Files, &document.File{Change: c, Layer: unpacked})
		}
		image := &layers.Image{Layers: []*layers.Layer{layer}}
		if result.Cut != "" {
			image.Gaps = append(image.Gaps, document.Coverage{Collector: "files", Status: document.Partial, Cause: document.Failure, Reason: result.Cut})
		}
		unread, err := visitAll(ctx, opened, layer.Files, r.Visit)
		if err := errors.Join(result.Err, unread); err != nil {
			image.Gaps = append(image.Gaps, document.Coverage{Collector: "files", Status: document.Partial, Cause: document.Failure,
				Reason: document.Text(fmt.Sprintf("something could not be read: %v", err))})
		}
		return image, err
	}
	return layers.NewSubject(path.Base(filepath.ToSlash(dir)), read, opened.Close), nil
}

// visitAll visits the regular files. It returns the first error of one that could
// not be read, apart from the one that ended it.
func visitAll(ctx context.Context, from *overlay.Tree, files []*document.File, visit func(collectors.File) error) (unread, ended error) {
	var mu sync.Mutex
	ended = collectors.SideBySide(ctx, len(files), func(i int) error {
		f := files[i]
		if f.Type != document.Regular {
			return nil
		}
		err := visitOne(from, f, visit)
		if errors.As(err, new(*fs.PathError)) {
			mu.Lock()
			defer mu.Unlock()
			if unread == nil {
				unread = err
			}
			return nil
		}
		return err
	})
	return unread, ended
}

func visitOne(from *overlay.Tree, f *document.File, visit func(collectors.File) error) error {
	content, err := from.OpenUpper(document.Bytes(f.Path))
	if err != nil {
		return err
	}
	defer content.Close()
	return visit(collectors.File{Change: &f.Change, Entry: f, Content: content, SideBySide: true})
}
