package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/rummage-scanner/rummage/collectors"
	"github.com/rummage-scanner/rummage/collectors/docker"
	"github.com/rummage-scanner/rummage/collectors/dockerroot"
	"github.com/rummage-scanner/rummage/collectors/rootfs"
	"github.com/rummage-scanner/rummage/document"
	"github.com/rummage-scanner/rummage/engine"
	"github.com/rummage-scanner/rummage/evidence"
	"github.com/rummage-scanner/rummage/report"
	"github.com/rummage-scanner/rummage/timeline"
)

// origin is one subject of a timeline that can be opened.
type origin struct {
	name string
	// open finds the subject; nil where there is only a root.
	open func(ctx context.Context) (collectors.Subject, error)
	// root is that of a source which has files alone, and is judged by its name.
	root timeline.Root
	// tree opens the directories of a container's layers, with all times of files.
	tree func(ctx context.Context) (fs.FS, func() error, error)
	// live is the container in its engine.
	live func(ctx context.Context) (*docker.Evidence, error)
	// inspect writes what docker inspect prints of a dead host's container.
	inspect func(ctx context.Context, w io.Writer) error
}

// open finds what a name stands for: several where it is a whole data root.
func (r *timelineRun) open(ctx context.Context, name string) ([]origin, error) {
	target := collectors.ParseTarget(name, schemes)
	switch target.Scheme {
	case "":
		if found, ok := fileSource(name); ok {
			return r.open(ctx, found)
		}
	case rootfs.Scheme:
		if target.Name == "-" {
			if r.engine != nil {
				return nil, usagef("write it to a file first", "--finding reads a source twice, and the standard input can be read once")
			}
			return []origin{{name: name, root: timeline.OfTar(name, func(context.Context) (io.ReadCloser, error) { return io.NopCloser(r.sources.stdin), nil })}}, nil
		}
		info, err := os.Stat(target.Name)
		if err != nil {
			return nil, err
		}
		if info.IsDir() {
			return []origin{{name: name, root: timeline.OfDir(target.Name)}}, nil
		}
		return []origin{{name: name, root: timeline.OfTar(name, func(context.Context) (io.ReadCloser, error) { return os.Open(target.Name) })}}, nil
	case dockerroot.Scheme:
		return r.openRoot(ctx, name, target)
	}
	opened, err := r.sources.open(ctx, name) // whether there is such a thing
	if err != nil {
		return nil, err
	}
	if err := opened.Close(); err != nil {
		return nil, err
	}
	found := origin{name: name, open: func(ctx context.Context) (collectors.Subject, error) { return r.sources.open(ctx, name) }}
	if target.Scheme == docker.Scheme || target.Scheme == "" {
		found.live = func(ctx context.Context) (*docker.Evidence, error) {
			c, err := r.sources.engine(ctx)
			if err != nil {
				return nil, err
			}
			return c.Evidence(ctx, target.Name)
		}
		found.tree = func(ctx context.Context) (fs.FS, func() error, error) {
			c, err := r.sources.engine(ctx)
			if err != nil {
				return nil, nil, err
			}
			tree, err := c.OpenTree(ctx, collectors.Target{Scheme: docker.Scheme, Name: target.Name})
			if err != nil {
				return nil, nil, err
			}
			return tree.FS(), tree.Close, nil
		}
	}
	return []origin{found}, nil
}

// fileSource is what a bare name means that is a file or a case.
func fileSource(name string) (string, bool) {
	info, err := os.Stat(name)
	switch {
	case err != nil:
		return "", false
	case info.Mode().IsRegular():
		return rootfs.Scheme + ":" + name, true
	}
	if _, err := os.Stat(filepath.Join(name, evidence.ManifestName)); err != nil {
		return "", false
	}
	return evidence.Scheme + ":" + name, true
}

func (r *timelineRun) openRoot(ctx context.Context, name string, target collectors.Target) ([]origin, error) {
	dir, container := dockerroot.SplitName(target.Name)
	root, err := r.sources.dataRoot(dir)
	if err != nil {
		return nil, err
	}
	if container != "" {
		return []origin{ofRoot(root, name, container)}, nil
	}
	listed, err := root.Containers(ctx)
	if err != nil {
		return nil, err
	}
	var found []origin
	for _, l := range listed {
		found = append(found, ofRoot(root, l.Target.Name, l.Target.ID))
	}
	return found, nil
}

func ofRoot(root *dockerroot.Root, name, container string) origin {
	return origin{
		name: name,
		inspect: func(ctx context.Context, w io.Writer) error {
			found, err := root.Evidence(ctx, container)
			if err != nil {
				return err
			}
			return found.Inspect(w)
		},
		open: func(ctx context.Context) (collectors.Subject, error) { return root.OpenContainer(ctx, container) },
		tree: func(ctx context.Context) (fs.FS, func() error, error) {
			tree, gaps, err := root.OpenTree(ctx, container)
			if err != nil {
				return nil, nil, err
			}
			if gaps != nil {
				return nil, nil, errors.Join(gaps, tree.Close())
			}
			return tree.FS(), tree.Close, nil
		},
	}
}

// add adds the events of one source.
func (r *timelineRun) add(ctx context.Context, from origin) error {
	s := timeline.Subject{Name: from.name, Root: from.root}
	if from.open == nil {
		open := func(ctx context.Context) (collectors.Subject, error) { return r.sources.open(ctx, from.name) }
		if err := r.judge(ctx, open, "image", &s); err != nil {
			return err
		}
		return r.timeline.Add(ctx, s)
	}
	subject, err := from.open(ctx)
	if err != nil {
		return err
	}
	defer subject.Close()
	if s.Document, err = subject.Document(ctx); err != nil {
		return err
	}
	s.Logs, s.Open = subject.Logs, subject.Open
	if err := r.judge(ctx, from.open, s.Document.Target.Kind, &s); err != nil {
		return err
	}
	if items, ok := subject.(evidence.Items); ok {
		if err := r.ofCase(ctx, items, &s); err != nil {
			return err
		}
	}
	r.ofEngine(ctx, from, &s)
	if from.inspect != nil {
		s.Inspect = func(ctx context.Context) ([]byte, error) {
			var b bytes.Buffer
			err := from.inspect(ctx, &b)
			return b.Bytes(), err
		}
	}
	done, err := r.files(ctx, from, subject, &s)
	if err != nil {
		return err
	}
	err = errors.Join(r.timeline.Add(ctx, s), done())
	r.coverage(s)
	return err
}

// judge finds what the events of a source are marked by.
func (r *timelineRun) judge(ctx context.Context, open func(context.Context) (collectors.Subject, error), kind string, s *timeline.Subject) error {
	if r.engine == nil {
		return nil
	}
	subject, err := open(ctx)
	if err != nil {
		return err
	}
	defer subject.Close()
	target, err := r.engine.Scan(ctx, kind, s.Name, subject)
	if err != nil {
		return err
	}
	s.Findings = target.Findings
	return nil
}

// ofCase takes what a case has beside its document.
func (r *timelineRun) ofCase(ctx context.Context, items evidence.Items, s *timeline.Subject) error {
	if s.Document.Image == nil {
		s.Document.Image = items.Manifest().Image
	}
	s.EngineEvents = func(ctx context.Context) (io.ReadCloser, error) { return items.OpenItem(ctx, "events.jsonl") }
	s.Inspect = func(ctx context.Context) ([]byte, error) {
		from, err := items.OpenItem(ctx, "inspect.json")
		if err != nil {
			return nil, err
		}
		defer from.Close()
		return io.ReadAll(io.LimitReader(from, maxInspect))
	}
	for _, name := range []string{evidence.RootFSName, evidence.LayerName} {
		first, err := items.OpenItem(ctx, name)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return err
		}
		first.Close()
		s.Root = timeline.OfTar(name, func(ctx context.Context) (io.ReadCloser, error) { return items.OpenItem(ctx, name) })
		break
	}
	if s.Findings != nil {
		return nil
	}
	recorded, err := items.OpenItem(ctx, "findings.json")
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer recorded.Close()
	text, err := io.ReadAll(io.LimitReader(recorded, maxFindings))
	var found report.Report
	if err == nil {
		err = json.Unmarshal(text, &found)
	}
	if err != nil {
		return fmt.Errorf("read the findings of %s: %w", s.Name, err)
	}
	for _, t := range found.Targets {
		s.Findings = append(s.Findings, t.Findings...)
	}
	return nil
}

// The bounds of items of a case that are read whole, in bytes.
const (
	maxFindings = 256 << 20
	maxInspect  = 16 << 20
)

// ofEngine takes what an engine knows of a container beside.
func (r *timelineRun) ofEngine(ctx context.Context, from origin, s *timeline.Subject) {
	if from.live == nil || s.Document.Target.Kind != "container" {
		return
	}
	live, err := from.live(ctx)
	if err != nil {
		r.timeline.Notice(fmt.Sprintf("the events and the image of %s could not be had: %v", s.Name, err))
		return
	}
	if s.Document.Image == nil {
		if s.Document.Image, err = live.Image(ctx); err != nil {
			r.timeline.Notice(fmt.Sprintf("the image of %s could not be had: %v", s.Name, err))
		}
	}
	s.Inspect = func(ctx context.Context) ([]byte, error) {
		var b bytes.Buffer
		err := live.Inspect(ctx, &b)
		return b.Bytes(), err
	}
	created := s.Document.CollectedAt
	if c := s.Document.Config; c != nil {
		created = c.Created
	}
	s.EngineEvents = func(ctx context.Context) (io.ReadCloser, error) {
		pr, pw := io.Pipe()
		go func() { pw.CloseWithError(live.Events(ctx, created, pw)) }()
		return pr, nil
	}
}

// files chooses how the files are visited. The function that is returned ends it.
func (r *timelineRun) files(ctx context.Context, from origin, subject collectors.Subject, s *timeline.Subject) (func() error, error) {
	done := func() error { return nil }
	if s.Root != nil {
		return done, nil
	}
	if from.tree != nil && s.Document.Target.Kind == "container" {
		tree, closeTree, err := from.tree(ctx)
		if err == nil {
			s.Root = timeline.OfFS(tree)
			return closeTree, nil
		}
		if !errors.Is(err, docker.ErrElsewhere) {
			r.timeline.Notice(fmt.Sprintf("the layers of %s could not be read: %v", s.Name, err))
		}
	}
	if from.live != nil && s.Document.Target.Kind == "container" && !r.options.changesOnly {
		live, err := from.live(ctx)
		if err != nil {
			return nil, err
		}
		s.Root = timeline.OfTar("what the engine exports of "+s.Name, live.Export)
		return done, nil
	}
	s.Root = timeline.OfSubject(subject, s.Document)
	return done, nil
}

// coverage tells what collectors could not see.
func (r *timelineRun) coverage(s timeline.Subject) {
	for _, c := range s.Document.Coverage {
		if c.Status == document.OK || c.Reason == "" {
			continue
		}
		r.timeline.Notice(fmt.Sprintf("%s: %s: %s", s.Name, c.Collector, c.Reason))
		r.incomplete = r.incomplete || engine.Incomplete(c)
	}
}
