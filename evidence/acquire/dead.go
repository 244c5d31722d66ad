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
	"github.com/rummage-scanner/rummage/collectors/dockerroot"
	"github.com/rummage-scanner/rummage/document"
	"github.com/rummage-scanner/rummage/evidence"
)

// Dead makes a case of a container in the data root of a dead host. Where not all of
// its layers are there, its changes are secured in place of its file system: as a
// layer of an image has them, with deletions as whiteouts.
func Dead(ctx context.Context, from *dockerroot.Evidence, dir string, o Options) (*evidence.Manifest, error) {
	if o.Pause || o.Commit != nil || o.Memory {
		return nil, errors.New("nothing runs that could be paused, committed or read from: only what is on the disk is secured")
	}
	to, err := evidence.Create(dir, o.Options, "container "+from.ID(), firstOf(o.Notes))
	if err != nil {
		return nil, err
	}
	a := begin(nil, to, o)
	a.item(ctx, "inspect.json", "put together what docker inspect would print", "", func(_ context.Context, w io.Writer) error { return from.Inspect(w) })
	for _, name := range dockerroot.ConfigFiles {
		a.item(ctx, name, "copy the engine's file", "", func(_ context.Context, w io.Writer) error { return from.ConfigFile(name, w) })
	}
	var judged Judged
	a.do("rummage scan", "", evidence.DocumentName, func() error {
		return with(from, func(s collectors.Subject) error {
			var err error
			judged, err = o.Judge(ctx, s)
			return err
		})
	})
	if judged.Document != nil {
		a.dead(ctx, judged, from)
	}
	return a.seal(ctx)
}

// with opens a subject for as long as it is used.
func with(from *dockerroot.Evidence, use func(collectors.Subject) error) error {
	s := from.Subject()
	return errors.Join(use(s), s.Close())
}

func (a *acquisition) dead(ctx context.Context, judged Judged, from *dockerroot.Evidence) {
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
	a.item(ctx, evidence.DocumentName, "write the document", "", writeJSON(doc))
	a.item(ctx, "findings.json", "write the findings", "", writeJSON(judged.Findings))
	a.item(ctx, "top.json", "write the processes of the document", "", writeJSON(doc.Processes))
	if doc.Image != nil {
		a.item(ctx, "image.json", "write what is known of the image", "", writeJSON(doc.Image))
		a.item(ctx, "history.json", "write how the image was made", "", writeJSON(doc.Image.History))
	}
	a.item(ctx, "diff.txt", "write the changes as docker diff does", "", func(_ context.Context, w io.Writer) error { return writeDiff(w, doc.Changes) })
	a.logsFrom("read the log", "", func(plain io.Writer, visit func(collectors.LogLine) error) error {
		return with(from, func(s collectors.Subject) error {
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
	a.deadDisk(ctx, from)
}

// deadDisk secures the file systems.
func (a *acquisition) deadDisk(ctx context.Context, from *dockerroot.Evidence) {
	var layers error
	a.item(ctx, evidence.RootFSName, "write the merged layers as docker export does", "", func(ctx context.Context, w io.Writer) error {
		err := from.Export(ctx, w)
		if errors.Is(err, dockerroot.ErrLayers) {
			layers = err
		}
		return err
	})
	if layers != nil {
		a.item(ctx, evidence.LayerName, "copy the changed files", "", func(ctx context.Context, w io.Writer) error {
			return with(from, func(s collectors.Subject) error { return writeLayer(ctx, w, s) })
		})
	}
	for _, name := range from.Volumes() {
		if !a.options.Volumes {
			a.absent("volume "+document.Text(name), "--volumes was not given")
			continue
		}
		a.item(ctx, "volumes/"+volumeName(name)+".tar", "copy the volume "+document.Text(name), "", func(ctx context.Context, w io.Writer) error {
			return from.Volume(ctx, name, w)
		})
	}
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
