package docker

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path"
	"sync"

	"github.com/containerd/errdefs"
	"github.com/docker/docker/api/types/container"

	"github.com/rummage-scanner/rummage/collectors/overlay"
	"github.com/rummage-scanner/rummage/document"
)

// subject is one container.
type subject struct {
	collector *Collector
	inspected container.InspectResponse
	document  *document.Document
	// tree is the container's storage on this host; nil when the engine must be
	// asked for contents.
	tree *overlay.Tree
	// memory is what is in the container's tmpfs mounts; nil where they cannot
	// be read.
	memory *memoryFiles
}

// Document asks the engine and the host, side by side.
func (s *subject) Document(ctx context.Context) (*document.Document, error) {
	var image, execs, processes, changes []document.Coverage
	engine, err := s.collector.engine()
	if err != nil {
		s.cover(s.failed("engine", err))
	} else {
		s.document.Engine, s.document.Host = &engine.engine, &engine.host
		s.document.CollectedAt = s.document.CollectedAt.Add(engine.ahead)
		s.cover(document.Coverage{Collector: "engine", Status: document.OK})
		s.tree = s.openLocal(engine)
	}
	var parts sync.WaitGroup
	parts.Go(func() { image = s.collectImage(ctx) })
	parts.Go(func() { execs = s.collectExecs(ctx) })
	parts.Go(func() { processes = s.collectProcesses(ctx, engine) })
	parts.Go(func() { changes = s.collectChanges(ctx) })
	parts.Wait()
	s.cover(image...)
	s.cover(execs...)
	s.cover(processes...)
	s.cover(changes...)
	s.resolveExecutables()
	return s.document, nil
}

// Open reads a file of the container by its name.
func (s *subject) Open(ctx context.Context, name string) (io.ReadCloser, error) {
	if s.tree != nil {
		return s.tree.Open(document.Bytes(name))
	}
	return s.openArchived(ctx, name)
}

func (s *subject) Close() error {
	var err error
	if s.memory != nil {
		err = s.memory.close()
	}
	if s.tree != nil {
		err = errors.Join(err, s.tree.Close())
	}
	return err
}

func (s *subject) id() string { return s.inspected.ID }

func (s *subject) cover(coverage ...document.Coverage) {
	s.document.Coverage = append(s.document.Coverage, coverage...)
}

func (s *subject) failed(collector string, err error) document.Coverage {
	if errdefs.IsNotFound(err) {
		err = fmt.Errorf("the container was removed while it was scanned")
	}
	return document.Coverage{Collector: collector, Status: document.Failed, Reason: document.Text(s.collector.wrap(err).Error())}
}

func (s *subject) collectImage(ctx context.Context) []document.Coverage {
	image, err := s.collector.image(ctx, s.inspected.Image)
	s.document.Image = image
	switch {
	case errdefs.IsNotFound(err):
		return []document.Coverage{{Collector: "image", Status: document.Skipped, Reason: "the engine no longer has the container's image"}}
	case err != nil && image == nil:
		return []document.Coverage{s.failed("image", err)}
	case err != nil:
		return []document.Coverage{{Collector: "image", Status: document.Partial, Cause: document.Failure, Reason: err.Error()}}
	}
	if len(image.Digests) > 0 {
		s.document.Target.Image.Digest = image.Digests[0]
	}
	s.document.Config.TagID = s.collector.tagID(ctx, s.inspected.Config.Image, image)
	return []document.Coverage{{Collector: "image", Status: document.OK}}
}

// running tells whether the container has processes, and if not, why.
func (s *subject) running() (bool, string) {
	state := s.inspected.State
	switch {
	case state == nil:
		return true, ""
	case state.Restarting:
		return false, "the container is restarting: it had no processes when it was looked at"
	case state.Running || state.Paused:
		return true, ""
	}
	return false, fmt.Sprintf("the container is %s: it has no processes", state.Status)
}

// endedMeanwhile tells why there are no processes any more: a container that is
// restarted again and again may run when it is inspected, and not a moment later.
func (s *subject) endedMeanwhile(ctx context.Context) string {
	now, err := s.collector.client.ContainerInspect(ctx, s.id())
	if err != nil || now.ContainerJSONBase == nil || now.State == nil || now.State.Running && !now.State.Restarting {
		return ""
	}
	return fmt.Sprintf("the container is %s since it was inspected: it has no processes", now.State.Status)
}

func (s *subject) collectProcesses(ctx context.Context, engine *engineInfo) []document.Coverage {
	if ok, why := s.running(); !ok {
		return []document.Coverage{{Collector: "processes", Status: document.Skipped, Reason: why}}
	}
	processes, err := s.collector.top(ctx, s.id(), engine)
	if err != nil {
		if why := s.endedMeanwhile(ctx); why != "" {
			return []document.Coverage{{Collector: "processes", Status: document.Skipped, Reason: why}}
		}
		return []document.Coverage{s.failed("processes", err)}
	}
	coverage := document.Coverage{Collector: "processes", Status: document.OK}
	switch {
	case s.tree != nil:
		processes = append(processes, s.hiddenProcesses(ctx, processes, engine)...)
		processes = readProc(processes)
	case engine != nil && engine.podman:
		coverage.Status, coverage.Cause = document.Partial, document.Limit
		coverage.Reason = "Podman does not tell executables, except to root on its own host"
	default:
		coverage.Reason = s.collector.identify(ctx, s.id(), processes)
		if coverage.Reason != "" {
			coverage.Status, coverage.Cause = document.Partial, document.Limit
		}
	}
	s.document.Processes = markOrigins(processes, s.document.Config.State.PID)
	return append([]document.Coverage{coverage}, s.collectSockets()...)
}

// markOrigins tells the container's first process, and those that docker exec
// started: their parent is outside of the container.
func markOrigins(processes []document.Process, init int) []document.Process {
	inside := map[int]bool{}
	for _, p := range processes {
		inside[p.PID] = true
	}
	for i := range processes {
		p := &processes[i]
		p.Init = p.PID == init
		p.Exec = p.Exec || !p.Init && p.PPID != 0 && !inside[p.PPID]
	}
	return processes
}

// resolveExecutables tells where each executable comes from, once both the
// processes and the changes are known.
func (s *subject) resolveExecutables() {
	kinds := map[string]document.Kind{}
	for _, p := range s.document.Processes {
		kinds[p.Exe] = ""
	}
	for _, c := range s.document.Changes {
		if _, wanted := kinds[c.Path]; wanted {
			kinds[c.Path] = c.Kind
		}
	}
	for i := range s.document.Processes {
		p := &s.document.Processes[i]
		if p.ExeState != "" {
			continue
		}
		p.ExeState = document.ExeUnknown
		if p.Exe == "" || !s.changesSeen() {
			continue
		}
		if mount := mountOf(s.document.Config.Mounts, p.Exe); mount != "" {
			if mount == "tmpfs" {
				p.ExeState = document.ExeAdded // a tmpfs starts empty
			}
			continue
		}
		switch kinds[p.Exe] {
		case document.Added:
			p.ExeState = document.ExeAdded
		case document.Modified:
			p.ExeState = document.ExeModified
		case document.Deleted:
			p.ExeState = document.ExeDeleted
		default:
			p.ExeState = document.ExeImage
		}
	}
}

func (s *subject) changesSeen() bool {
	for _, c := range s.document.Coverage {
		if c.Collector == "changes" && (c.Status == document.OK || c.Status == document.Partial) {
			return true
		}
	}
	return false
}

// mountOf is the type of the mount that a path lies in, or empty.
func mountOf(mounts []document.Mount, name string) string {
	if below(name, "/dev/shm") {
		return "tmpfs"
	}
	best, kind := "", ""
	for _, m := range mounts {
		if below(name, path.Clean(m.Destination)) && len(m.Destination) > len(best) {
			best, kind = m.Destination, m.Type
		}
	}
	return kind
}

func below(name, dir string) bool {
	return len(name) > len(dir) && name[:len(dir)] == dir && (dir == "/" || name[len(dir)] == '/')
}
