package docker

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"path"
	"slices"

	"github.com/containerd/errdefs"
	"github.com/docker/docker/api/types/container"

	"github.com/rummage-scanner/rummage/collectors"
	"github.com/rummage-scanner/rummage/collectors/overlay"
	"github.com/rummage-scanner/rummage/collectors/storage"
	"github.com/rummage-scanner/rummage/document"
)

// collectChanges tells how the container's files differ from its image.
func (s *subject) collectChanges(ctx context.Context) []document.Coverage {
	var coverage document.Coverage
	if s.tree != nil {
		s.document.Changes, coverage = storage.Changes(ctx, s.tree)
	} else {
		coverage = s.collectDiff(ctx)
	}
	return append(append([]document.Coverage{coverage}, s.collectMemoryFiles(ctx)...), s.unseenMounts()...)
}

// collectMemoryFiles adds what is in the container's tmpfs mounts, where they
// can be read: in a container that runs on this host.
func (s *subject) collectMemoryFiles(ctx context.Context) []document.Coverage {
	if s.tree == nil || s.document.Config.State.PID == 0 {
		return nil
	}
	memory, err := s.openMemoryFiles()
	if err != nil {
		return []document.Coverage{s.failed("changes", err)}
	}
	s.memory = memory
	changes, gaps := memory.changes(ctx)
	s.document.Changes = append(s.document.Changes, changes...)
	return gaps
}

// unseenMounts names what is mounted over the container's file system: what
// is in it is no change of the container, and diff does not tell it.
func (s *subject) unseenMounts() []document.Coverage {
	var unseen []document.Coverage
	for _, m := range s.document.Config.Mounts {
		if s.memory != nil && s.memory.trees[m.Destination] != nil {
			continue
		}
		unseen = append(unseen, storage.Unseen(m))
	}
	return unseen
}

// collectDiff asks the engine for the changes. Only paths and kinds come with
// the answer: the rest comes with the contents.
func (s *subject) collectDiff(ctx context.Context) document.Coverage {
	diff, err := s.collector.client.ContainerDiff(ctx, s.id())
	if err != nil {
		return s.failed("changes", err)
	}
	coverage := document.Coverage{Collector: "changes", Status: document.OK}
	if len(diff) > overlay.MaxChanges {
		diff = diff[:overlay.MaxChanges]
		coverage = document.Coverage{Collector: "changes", Status: document.Partial, Cause: document.Limit,
			Reason: fmt.Sprintf("more than %d changes", overlay.MaxChanges)}
	}
	changes := make([]document.Change, 0, len(diff))
	parents := map[string]bool{}
	for _, d := range diff {
		parents[path.Dir(d.Path)] = true
	}
	for _, d := range diff {
		change := document.Change{Path: document.Text(d.Path)}
		switch d.Kind {
		case container.ChangeAdd:
			change.Kind = document.Added
		case container.ChangeModify:
			change.Kind = document.Modified
		default:
			gone, err := s.gone(ctx, d.Path)
			if err != nil && coverage.Status == document.OK {
				coverage = document.Coverage{Collector: "changes", Status: document.Partial, Cause: document.Failure,
					Reason: fmt.Sprintf("check that %s was deleted: %v", document.Text(d.Path), err)}
			}
			if err != nil {
				continue
			}
			change.Kind = document.Deleted
			if !gone {
				// The engine counts some directories as deleted that are there.
				if !parents[d.Path] {
					continue
				}
				change.Kind = document.Modified
			}
		}
		changes = append(changes, change)
	}
	slices.SortFunc(changes, func(a, b document.Change) int { return comparePaths(a.Path, b.Path) })
	s.document.Changes = changes
	return coverage
}

// comparePaths orders paths as a walk meets them: a directory's entries follow
// it, before its next sibling.
func comparePaths(a, b string) int {
	for i := range min(len(a), len(b)) {
		switch {
		case a[i] == b[i]:
		case a[i] == '/':
			return -1
		case b[i] == '/':
			return 1
		default:
			return cmp.Compare(a[i], b[i])
		}
	}
	return cmp.Compare(len(a), len(b))
}

// gone tells whether a path that diff has as deleted is really absent.
func (s *subject) gone(ctx context.Context, name string) (bool, error) {
	_, err := s.collector.client.ContainerStatPath(ctx, s.id(), name)
	if errdefs.IsNotFound(err) {
		return true, nil
	}
	return false, err
}

// Files visits the added and modified files.
func (s *subject) Files(ctx context.Context, visit func(collectors.File) error) error {
	if s.tree == nil {
		return s.archivedFiles(ctx, visit)
	}
	files := storage.Files{Tree: s.tree, MaxWas: s.collector.options.MaxFileSize, Elsewhere: func(_ *document.Change, name string) (*os.File, error) {
		return s.memory.open(name)
	}}
	coverage, err := files.Visit(ctx, s.document.Changes, visit)
	if err != nil {
		return err
	}
	s.cover(coverage)
	return nil
}

// firstOf keeps the first error of several.
func firstOf(first, err error) error {
	if first != nil {
		return first
	}
	return err
}

func (s *subject) coverFiles(unreadable int, first error) {
	s.cover(storage.Covered(unreadable, first))
}
