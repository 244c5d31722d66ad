package dockerroot

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"time"

	"github.com/rummage-scanner/rummage/collectors"
	"github.com/rummage-scanner/rummage/collectors/overlay"
	"github.com/rummage-scanner/rummage/collectors/storage"
	"github.com/rummage-scanner/rummage/document"
)

// subject is one container.
type subject struct {
	root     *Root
	loaded   *loaded
	document *document.Document
	// tree is nil when the container's layers cannot be read; noTree says why.
	tree   *overlay.Tree
	noTree error
}

func (r *Root) subject(c *loaded) *subject {
	return &subject{root: r, loaded: c, document: &document.Document{
		SchemaVersion: document.SchemaVersion,
		CollectedAt:   time.Now().UTC(),
		Target:        c.target(),
		Config:        c.config(),
		Processes:     []document.Process{},
		Changes:       []document.Change{},
		Sockets:       []document.Socket{},
		Matches:       []document.Match{},
	}}
}

// Document reads what the disk tells.
func (s *subject) Document(ctx context.Context) (*document.Document, error) {
	s.coverConfig()
	s.cover("engine", document.Skipped, "a data root does not tell how its engine is set up")
	s.collectImage()
	s.coverProcesses()
	s.collectChanges(ctx)
	return s.document, nil
}

func (s *subject) coverConfig() {
	switch err := errors.Join(s.loaded.errs...); {
	case err == nil:
		s.cover("inspect", document.OK, "")
	case s.document.Config == nil:
		s.cover("inspect", document.Failed, err.Error())
	default:
		s.partial("inspect", err)
	}
}

func (s *subject) collectImage() {
	if s.loaded.inspected == nil {
		s.cover("image", document.Failed, "the container's configuration could not be read: its image is not known")
		return
	}
	if driver := s.loaded.driver(); driver != overlay2Driver && driver != containerdDriver {
		s.cover("image", document.Failed, fmt.Sprintf("the images of the storage driver %s %v", driver, errDriver))
		return
	}
	image, err := s.root.image(s.loaded)
	s.document.Image = image
	switch {
	case image == nil && errors.Is(err, fs.ErrNotExist):
		s.cover("image", document.Skipped, "the data root no longer has the container's image")
		return
	case image == nil:
		s.cover("image", document.Failed, err.Error())
		return
	case err != nil:
		s.partial("image", err)
	default:
		s.cover("image", document.OK, "")
	}
	if len(image.Digests) > 0 {
		s.document.Target.Image.Digest = image.Digests[0]
	}
	s.document.Config.TagID = s.root.tagID(s.loaded)
}

func (s *subject) coverProcesses() {
	reason := "a data root has no processes"
	switch {
	case s.loaded.running():
		reason = "the container ran when its data root was last written: a data root has no processes"
	case s.document.Config != nil:
		reason = fmt.Sprintf("the container is %s: it has no processes", s.document.Config.State.Status)
	}
	s.cover("processes", document.Skipped, reason)
}

func (s *subject) collectChanges(ctx context.Context) {
	defer s.coverMounts()
	var gaps []error
	s.tree, gaps, s.noTree = s.root.tree(s.loaded)
	if s.noTree != nil {
		s.cover("changes", document.Failed, s.noTree.Error())
		return
	}
	var coverage document.Coverage
	s.document.Changes, coverage = storage.Changes(ctx, s.tree)
	defer s.dropCopiedTimes()
	if len(gaps) > 0 && coverage.Status == document.OK {
		s.partial("changes", errors.Join(gaps...))
		return
	}
	s.document.Coverage = append(s.document.Coverage, coverage)
	if len(gaps) > 0 {
		s.partial("changes", errors.Join(gaps...))
	}
	if os.Geteuid() != 0 {
		s.document.Coverage = append(s.document.Coverage, document.Coverage{Collector: "changes", Status: document.Partial, Cause: document.Limit,
			Reason: "only root can see which directories hide those of the image"})
	}
}

// dropCopiedTimes leaves out when inodes changed if the data root is a copy,
// since all were made when it was copied.
func (s *subject) dropCopiedTimes() {
	if !s.root.copied(s.loaded) {
		return
	}
	for i := range s.document.Changes {
		s.document.Changes[i].Ctime = time.Time{}
	}
	s.document.Coverage = append(s.document.Coverage, document.Coverage{Collector: "changes", Status: document.Partial, Cause: document.Limit,
		Reason: "the data root is a copy: it does not tell when inodes changed"})
}

func (s *subject) coverMounts() {
	if s.document.Config == nil {
		return
	}
	for _, m := range s.document.Config.Mounts {
		s.document.Coverage = append(s.document.Coverage, storage.Unseen(m))
	}
}

// Files visits the added and modified files.
func (s *subject) Files(ctx context.Context, visit func(collectors.File) error) error {
	if s.tree == nil {
		s.cover("files", document.Failed, s.noTree.Error())
		return nil
	}
	coverage, err := storage.Files{Tree: s.tree, MaxWas: s.root.options.MaxFileSize}.Visit(ctx, s.document.Changes, visit)
	if err != nil {
		return err
	}
	s.document.Coverage = append(s.document.Coverage, coverage)
	return nil
}

// Open reads a file of the container by its name.
func (s *subject) Open(_ context.Context, name string) (io.ReadCloser, error) {
	if s.tree == nil {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return s.tree.Open(document.Bytes(name))
}

// Close closes the container's layers; the data root stays open.
func (s *subject) Close() error {
	if s.tree == nil {
		return nil
	}
	return s.tree.Close()
}

func (s *subject) cover(collector string, status document.Status, reason string) {
	s.document.Coverage = append(s.document.Coverage,
		document.Coverage{Collector: collector, Status: status, Reason: document.Text(reason)})
}

func (s *subject) partial(collector string, err error) {
	s.document.Coverage = append(s.document.Coverage,
		document.Coverage{Collector: collector, Status: document.Partial, Cause: document.Failure, Reason: document.Text(err.Error())})
}
