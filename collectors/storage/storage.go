// Package storage gives a container's changes and their contents from its
// overlayfs directories, in the words that a subject tells them in. It is what
// collectors share that have these directories at hand.
package storage

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"sync"

	"github.com/rummage-scanner/rummage/collectors"
	"github.com/rummage-scanner/rummage/collectors/overlay"
	"github.com/rummage-scanner/rummage/document"
)

// Changes lists how the container differs from its image, and says what of it
// could not be seen. The list is never null in JSON.
func Changes(ctx context.Context, tree *overlay.Tree) ([]document.Change, document.Coverage) {
	coverage := document.Coverage{Collector: "changes", Status: document.OK}
	result, err := tree.Changes(ctx)
	switch {
	case err != nil:
		coverage = partial(document.Failure, err.Error())
	case result.Err != nil:
		coverage = partial(document.Failure, fmt.Sprintf("%d directories could not be read: %v", result.Unreadable, result.Err))
	case result.Cut != "":
		coverage = partial(document.Limit, result.Cut)
	}
	if result.Changes == nil {
		return []document.Change{}, coverage
	}
	return result.Changes, coverage
}

func partial(cause document.Cause, reason string) document.Coverage {
	return document.Coverage{Collector: "changes", Status: document.Partial, Cause: cause, Reason: document.Text(reason)}
}

// Unseen names what is mounted over a container's file system: what is in it is
// no change of the container, and diff does not tell it.
func Unseen(m document.Mount) document.Coverage {
	what := map[string]string{"tmpfs": "a tmpfs", "volume": "a volume", "bind": "a bind mount"}[m.Type]
	if what == "" {
		what = "a mount of type " + m.Type
	}
	return document.Coverage{
		Collector: "changes",
		Status:    document.Skipped,
		Reason:    fmt.Sprintf("%s is %s: diff cannot see it", m.Destination, what),
	}
}

// Files opens the contents of changes.
type Files struct {
	Tree *overlay.Tree
	// MaxWas bounds the image's content that is given along with a change's, in
	// bytes.
	MaxWas int64
	// Elsewhere opens a change that is not in the tree, such as a file of a
	// tmpfs.
	Elsewhere func(change *document.Change, name string) (*os.File, error)
}

// Visit visits the added and modified regular files, and says what could not be
// read.
func (f Files) Visit(ctx context.Context, changes []document.Change, visit func(collectors.File) error) (document.Coverage, error) {
	var mu sync.Mutex
	var unreadable int
	var first error
	err := collectors.SideBySide(ctx, len(changes), func(i int) error {
		change := &changes[i]
		if change.Type != document.Regular || change.Kind == document.Deleted {
			return nil
		}
		err := f.file(change, visit)
		var unread *fs.PathError
		if !errors.As(err, &unread) {
			return err
		}
		// A file that vanished is no gap: the container may be alive.
		if !errors.Is(err, fs.ErrNotExist) {
			mu.Lock()
			defer mu.Unlock()
			unreadable++
			if first == nil {
				first = err
			}
		}
		return nil
	})
	return Covered(unreadable, first), err
}

// Covered says how many files could not be read, and why the first one could
// not.
func Covered(unreadable int, first error) document.Coverage {
	if unreadable == 0 {
		return document.Coverage{Collector: "files", Status: document.OK}
	}
	return document.Coverage{Collector: "files", Status: document.Partial, Cause: document.Failure,
		Reason: document.Text(fmt.Sprintf("%d files could not be read: %v", unreadable, first))}
}

func (f Files) file(change *document.Change, visit func(collectors.File) error) error {
	name := document.Bytes(change.Path)
	content, err := f.open(change, name)
	if err != nil {
		return err
	}
	defer content.Close()
	file := collectors.File{Change: change, Content: content, SideBySide: true}
	if was := change.Was; was != nil && was.Type == document.Regular && was.Size <= f.MaxWas {
		if old, err := f.Tree.OpenLower(name); err == nil {
			defer old.Close()
			file.Was = old
		}
	}
	return visit(file)
}

func (f Files) open(change *document.Change, name string) (*os.File, error) {
	if change.Mount != "" {
		return f.Elsewhere(change, name)
	}
	return f.Tree.OpenUpper(name)
}
