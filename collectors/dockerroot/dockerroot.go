// Package dockerroot collects from the data root of a Docker engine, such as
// /var/lib/docker of a dead host's disk. It needs no engine, and only reads.
//
// Everything below the data root was written by a host that may be an
// intruder's. It is opened through one [os.Root], so that no link leads out of
// it; no path is taken from the absolute ones that the host had; every file is
// read up to a bound, and what is missing, cut or malformed is told.
package dockerroot

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/rummage-scanner/rummage/collectors"
	"github.com/rummage-scanner/rummage/collectors/logtail"
	"github.com/rummage-scanner/rummage/collectors/overlay"
	"github.com/rummage-scanner/rummage/document"
)

// Scheme is the scheme of the targets: docker-root:DIR, or one of its
// containers with docker-root:DIR#CONTAINER.
const Scheme = "docker-root"

// Options say how much is read.
type Options struct {
	// LogsSince is how far back logs are read; 0 means all of them.
	LogsSince time.Duration
	// LogLines and LogBytes bound what is read of one container's log: its last
	// lines; 0 means logtail's defaults.
	LogLines int
	LogBytes int64
	// MaxFileSize bounds what is read of one file, in bytes.
	MaxFileSize int64
}

// Root is a data root.
type Root struct {
	dir     string
	root    *os.Root
	options Options

	repositories func() (*repositories, error)
	imageStore   func() (*imageStore, error)
	// store is what imageStore opened.
	store  *imageStore
	mu     sync.Mutex
	images map[string]*cachedImage
	// marks say what hides the files of lower layers.
	marks overlay.Marks
}

// NoRoot is the error of a directory that is no data root.
type NoRoot struct {
	Dir string
	// Below is a data root inside of it, as engines with user namespaces have
	// one; empty when there is none.
	Below string
}

func (e *NoRoot) Error() string {
	return fmt.Sprintf("%s is no data root of Docker: it has no directory called containers", e.Dir)
}

// Hint says what to try.
func (e *NoRoot) Hint() string {
	if e.Below != "" {
		return "an engine with user namespaces keeps it deeper: docker-root:" + e.Below
	}
	return "the data root is usually /var/lib/docker; docker info -f '{{.DockerRootDir}}' tells it on a live host"
}

// SplitName takes the name of a target apart: a directory, and a container
// unless it is empty. A # that belongs to the directory's own name is left there.
func SplitName(name string) (dir, container string) {
	at := strings.LastIndexByte(name, '#')
	if at < 0 {
		return name, ""
	}
	if info, err := os.Stat(name); err == nil && info.IsDir() {
		return name, ""
	}
	return name[:at], name[at+1:]
}

// Open opens a data root.
func Open(dir string, options Options) (*Root, error) {
	if options.LogLines == 0 {
		options.LogLines = logtail.DefaultLines
	}
	if options.LogBytes == 0 {
		options.LogBytes = logtail.DefaultBytes
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("open data root: %w", err)
	}
	if info, err := root.Stat("containers"); err != nil || !info.IsDir() {
		defer root.Close()
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("open data root %s: %w", dir, err)
		}
		return nil, &NoRoot{Dir: dir, Below: remapped(dir, root)}
	}
	r := &Root{dir: dir, root: root, options: options, images: map[string]*cachedImage{}, marks: marksIn(dir, root)}
	r.repositories = sync.OnceValues(r.readRepositories)
	r.imageStore = sync.OnceValues(func() (*imageStore, error) {
		store, err := r.openImageStore()
		r.store = store
		return store, err
	})
	return r, nil
}

// marksIn are the marks of overlayfs that count in a data root. One that belongs to a
// user is of a rootless engine, which cannot set those of root. The directory of an
// engine with user namespaces may belong to another than root as well.
func marksIn(dir string, root *os.Root) overlay.Marks {
	info, err := root.Stat(".")
	if err != nil || isRemapped(filepath.Base(dir)) {
		return overlay.Trusted
	}
	if st, ok := info.Sys().(*syscall.Stat_t); ok && st.Uid != 0 {
		return overlay.User
	}
	return overlay.Trusted
}

func isRemapped(name string) bool { return strings.Trim(name, "0123456789") == "." }

// remapped is the data root of an engine with user namespaces, which is named
// after the ids that stand for root's: 100000.100000.
func remapped(dir string, root *os.Root) string {
	names, _ := namesIn(root, ".", 100)
	for _, name := range names {
		if !isRemapped(name) {
			continue
		}
		if info, err := root.Stat(name + "/containers"); err == nil && info.IsDir() {
			return strings.TrimSuffix(dir, "/") + "/" + name
		}
	}
	return ""
}

// Close releases the directory. Subjects that are open are of no use afterwards.
func (r *Root) Close() error {
	err := r.root.Close()
	if r.store != nil {
		err = errors.Join(err, r.store.root.Close())
	}
	return err
}

// maxContainers bounds the containers of a data root.
const maxContainers = 20_000

// Containers lists the containers, the newest first. What could not be read of
// one is told by its error.
func (r *Root) Containers(ctx context.Context) ([]collectors.Listed, error) {
	ids, err := r.ids()
	if err != nil {
		return nil, err
	}
	listed := make([]collectors.Listed, len(ids))
	err = collectors.SideBySide(ctx, len(ids), func(i int) error {
		listed[i] = r.list(ids[i])
		return nil
	})
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(listed, func(a, b collectors.Listed) int {
		if order := created(b).Compare(created(a)); order != 0 {
			return order
		}
		return strings.Compare(a.Target.ID, b.Target.ID)
	})
	return listed, nil
}

func created(l collectors.Listed) time.Time {
	if l.Config == nil {
		return time.Time{}
	}
	return l.Config.Created
}

// ids are the containers that have a configuration, and those of which only
// layers are left.
func (r *Root) ids() ([]string, error) {
	ids, err := namesIn(r.root, "containers", maxContainers)
	if err != nil {
		return nil, fmt.Errorf("list the containers of %s: %w", r.dir, err)
	}
	mounts, err := namesIn(r.root, mounts, maxContainers)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("list the layers of containers of %s: %w", r.dir, err)
	}
	slices.Sort(ids)
	for _, id := range mounts {
		if _, found := slices.BinarySearch(ids, id); !found && isID(id) {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids), nil
}

func (r *Root) list(id string) collectors.Listed {
	c := r.load(id)
	listed := collectors.Listed{Target: c.target(), Config: c.config(), Err: errors.Join(c.errs...)}
	listed.MountID, _ = r.mountOf(c)
	return listed
}

// WithImage adds the container's image.
func (r *Root) WithImage(listed *collectors.Listed) {
	c := r.load(listed.Target.ID)
	if c.inspected == nil {
		return
	}
	image, err := r.image(c)
	listed.Image, listed.Err = image, errors.Join(listed.Err, err)
}

// OpenContainer finds a container by its name, its id or the beginning of its id.
func (r *Root) OpenContainer(ctx context.Context, name string) (collectors.Subject, error) {
	id, err := r.find(ctx, name)
	if err != nil {
		return nil, err
	}
	return r.subject(r.load(id)), nil
}

// find prefers as the engine does: an id, then a name, then the beginning of an
// id that no other has.
func (r *Root) find(ctx context.Context, name string) (string, error) {
	ids, err := r.ids()
	if err != nil {
		return "", err
	}
	for _, id := range ids {
		// A directory that no engine made is called as it is listed.
		if id == name || document.Text(id) == name {
			return id, nil
		}
	}
	listed, err := r.Containers(ctx)
	if err != nil {
		return "", err
	}
	for _, l := range listed {
		if l.Target.Name == document.Text(strings.TrimPrefix(name, "/")) {
			return l.Target.ID, nil
		}
	}
	var begin []string
	for _, id := range ids {
		if name != "" && strings.HasPrefix(id, name) {
			begin = append(begin, id)
		}
	}
	switch len(begin) {
	case 1:
		return begin[0], nil
	case 0:
		return "", fmt.Errorf("%w: no container of %s is called %s", collectors.ErrNotFound, r.dir, name)
	}
	return "", fmt.Errorf("%w: %d containers of %s have an id that begins with %s", collectors.ErrNotFound, len(begin), r.dir, name)
}
