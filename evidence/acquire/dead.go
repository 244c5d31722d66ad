package acquire

import (
	"archive/tar"
	"context"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"
	"sync"
	"time"

	"github.com/rummage-scanner/rummage/collectors"
	"github.com/rummage-scanner/rummage/document"
	"github.com/rummage-scanner/rummage/evidence"
)

// Dead makes a case of a container that no engine runs, such as one in the data
// root of a dead host. Open opens it anew each time. There is no export of such a
// container: its changes are secured as a layer of an image has them, with
// deletions as whiteouts.
func Dead(ctx context.Context, name string, open func(context.Context) (collectors.Subject, error), dir string, o Options) (*evidence.Manifest, error) {
	if o.Pause || o.Commit != nil || o.Volumes || o.Memory {
		return nil, errors.New("nothing runs that could be paused, committed or copied from: only what is on the disk is secured")
	}
	to, err := evidence.Create(dir, o.Options, "container "+name, firstOf(o.Notes))
	if err != nil {
		return nil, err
	}
	a := begin(nil, to, o)
	var judged Judged
	a.do("rummage scan", "", evidence.DocumentName, func() error {
		return with(ctx, open, func(s collectors.Subject) error {
			var err error
			judged, err = o.Judge(ctx, s)
			return err
		})
	})
	if judged.Document != nil {
		a.dead(ctx, judged, open)
	}
	return a.seal(ctx)
}

// with opens a subject for as long as it is used.
func with(ctx context.Context, open func(context.Context) (collectors.Subject, error), use func(collectors.Subject) error) error {
	s, err := open(ctx)
	if err != nil {
		return err
	}
	return errors.Join(use(s), s.Close())
}

func (a *acquisition) dead(ctx context.Context, judged Judged, open func(context.Context) (collectors.Subject, error)) {
	doc, m := judged.Document, a.manifest
	m.Container = evidence.Container{Name: doc.Target.Name, ID: doc.Target.ID, Image: doc.Target.Image}
	m.Image, m.Coverage = doc.Image, doc.Coverage
	if doc.Engine != nil {
		m.Engine = *doc.Engine
	}
	if doc.Host != nil {
		m.EngineOn = *doc.Host
	}
	if c := doc.Config; c != nil {
		m.Container.Before = &evidence.State{State: c.State, At: time.Now().UTC(), Started: c.Started, Finished: c.Finished}
	}
	a.absent("top.txt, proc/", "the container does not run")
	a.absent(evidence.RootFSName, "there is no engine that would export it: "+evidence.LayerName+" has its changes")
	a.item(ctx, evidence.DocumentName, "write the document", "", writeJSON(doc))
	a.item(ctx, "findings.json", "write the findings", "", writeJSON(judged.Findings))
	if doc.Image != nil {
		a.item(ctx, "image.json", "write what is known of the image", "", writeJSON(doc.Image))
	}
	a.item(ctx, "diff.txt", "write the changes as docker diff does", "", func(_ context.Context, w io.Writer) error { return writeDiff(w, doc.Changes) })
	a.logsFrom("read the log", "", func(plain io.Writer, visit func(collectors.LogLine) error) error {
		return with(ctx, open, func(s collectors.Subject) error {
			if _, err := s.Document(ctx); err != nil {
				return err
			}
			return s.Logs(ctx, func(l collectors.LogLine) error {
				if _, err := fmt.Fprintf(plain, "%s\n", l.Text); err != nil {
					return err
				}
				return visit(l)
			})
		})
	})
	a.item(ctx, evidence.LayerName, "copy the changed files", "", func(ctx context.Context, w io.Writer) error {
		return with(ctx, open, func(s collectors.Subject) error { return writeLayer(ctx, w, s) })
	})
}

func writeDiff(w io.Writer, changes []document.Change) error {
	for i := range changes {
		c := &changes[i]
		if c.Mount != "" {
			continue
		}
		letter := map[document.Kind]string{document.Added: "A", document.Modified: "C", document.Deleted: "D"}[c.Kind]
		if _, err := fmt.Fprintln(w, letter, document.Bytes(c.Path)); err != nil {
			return err
		}
	}
	return nil
}

// writeLayer writes a subject's changes as a layer: see
// https://github.com/opencontainers/image-spec/blob/main/layer.md.
func writeLayer(ctx context.Context, w io.Writer, s collectors.Subject) error {
	doc, err := s.Document(ctx)
	if err != nil {
		return err
	}
	out := tar.NewWriter(w)
	for i := range doc.Changes {
		if err := writeEntry(out, &doc.Changes[i]); err != nil {
			return err
		}
	}
	var mu sync.Mutex
	err = s.Files(ctx, func(f collectors.File) error {
		mu.Lock()
		defer mu.Unlock()
		h := headerOf(f.Change)
		h.Typeflag, h.Size = tar.TypeReg, f.Change.Size
		if err := out.WriteHeader(h); err != nil {
			return err
		}
		n, err := io.Copy(out, io.LimitReader(f.Content, h.Size))
		if err == nil && n < h.Size {
			err = fmt.Errorf("%s has %d bytes instead of %d", f.Change.Path, n, h.Size)
		}
		return err
	})
	if err != nil {
		return err
	}
	return out.Close()
}

// writeEntry writes what has no content.
func writeEntry(out *tar.Writer, c *document.Change) error {
	h := headerOf(c)
	switch {
	case c.Kind == document.Deleted:
		dir, base := path.Split(h.Name)
		h.Name, h.Typeflag = dir+".wh."+base, tar.TypeReg
	case c.Type == document.Directory:
		h.Name, h.Typeflag = h.Name+"/", tar.TypeDir
	case c.Type == document.Symlink:
		h.Typeflag, h.Linkname = tar.TypeSymlink, document.Bytes(c.LinkTarget)
	case c.Type == document.FIFO:
		h.Typeflag = tar.TypeFifo
	default:
		return nil
	}
	return out.WriteHeader(h)
}

func headerOf(c *document.Change) *tar.Header {
	return &tar.Header{
		Name: strings.TrimPrefix(document.Bytes(c.Path), "/"), Mode: int64(c.Mode), Uid: c.UID, Gid: c.GID, ModTime: c.Mtime, Format: tar.FormatPAX,
	}
}
