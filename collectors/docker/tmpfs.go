package docker

import (
	"context"
	"fmt"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/rummage-scanner/rummage/collectors/overlay"
	"github.com/rummage-scanner/rummage/document"
)

// memoryFiles are the tmpfs mounts of a running container. They start empty, so
// that whatever is in them was added; diff cannot see them.
type memoryFiles struct {
	root  *os.Root
	trees map[string]*overlay.Tree // by the point of the mount
}

// openMemoryFiles opens the tmpfs mounts that the container's first process
// sees, through the root of that process.
func (s *subject) openMemoryFiles() (*memoryFiles, error) {
	pid := s.document.Config.State.PID
	root, err := os.OpenRoot("/proc/" + strconv.Itoa(pid) + "/root")
	if err != nil {
		return nil, err
	}
	m := &memoryFiles{root: root, trees: map[string]*overlay.Tree{}}
	for _, mount := range mountsOfProcess(pid) {
		if mount.kind != "tmpfs" || mount.root != "/" || !s.isOwnMount(mount.point) {
			continue
		}
		if tree, err := overlay.OpenMount(root, mount.point); err == nil {
			m.trees[mount.point] = tree
		}
	}
	return m, nil
}

// isOwnMount tells whether a tmpfs is the container's own: no piece of the host
// that was bound into it, and none of those by which the engine hides parts of
// /proc and /sys.
func (s *subject) isOwnMount(point string) bool {
	if below(point, "/proc") || below(point, "/sys") {
		return false
	}
	if ipc := s.document.Config.Namespaces.IPC; point == "/dev/shm" && (ipc == "host" || strings.HasPrefix(ipc, "container:")) {
		return false
	}
	for _, m := range s.document.Config.Mounts {
		if m.Type != "tmpfs" && (point == m.Destination || below(point, m.Destination)) {
			return false
		}
	}
	return true
}

// changes lists what is in the mounts, and says what could not be seen.
func (m *memoryFiles) changes(ctx context.Context) ([]document.Change, []document.Coverage) {
	var changes []document.Change
	var gaps []document.Coverage
	for _, point := range slices.Sorted(maps.Keys(m.trees)) {
		result, err := m.trees[point].Changes(ctx)
		switch {
		case err != nil || result.Err != nil:
			gaps = append(gaps, document.Coverage{Collector: "changes", Status: document.Partial, Cause: document.Failure,
				Reason: document.Text(fmt.Sprintf("read the tmpfs %s: %v", point, firstOf(err, result.Err)))})
		case result.Cut != "":
			gaps = append(gaps, document.Coverage{Collector: "changes", Status: document.Partial, Cause: document.Limit,
				Reason: document.Text(fmt.Sprintf("tmpfs %s: %s", point, result.Cut))})
		}
		for _, c := range result.Changes {
			c.Path, c.Mount = document.Text(point)+c.Path, "tmpfs"
			if !madeByRuntime(c) {
				changes = append(changes, c)
			}
		}
	}
	return changes, gaps
}

// madeByRuntime tells of what a container's runtime puts into /dev.
func madeByRuntime(c document.Change) bool {
	return below(c.Path, "/dev") && !below(c.Path, "/dev/shm") && c.Type != document.Regular
}

// open opens a regular file of a mount by the name that it has in the container.
func (m *memoryFiles) open(name string) (*os.File, error) {
	return overlay.OpenRegular(m.root, name)
}

func (m *memoryFiles) close() error {
	for _, tree := range m.trees {
		tree.Close()
	}
	return m.root.Close()
}
