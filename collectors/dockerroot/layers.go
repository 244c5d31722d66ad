package dockerroot

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/rummage-scanner/rummage/collectors/overlay"
	"github.com/rummage-scanner/rummage/document"
)

// The places of the overlay2 driver's data.
const (
	imageDir = "image/overlay2"
	layerDB  = imageDir + "/layerdb/sha256"
	mounts   = imageDir + "/layerdb/mounts"
	storage2 = "overlay2"
)

// maxLayers bounds a container's layers: overlayfs takes no more.
const maxLayers = 500

// errDriver is wrapped by the error of a storage that cannot be read.
var errDriver = errors.New("cannot be read without its engine: only overlay2 and containerd's overlayfs can")

// mountID names the directory of the container's own layer.
func (r *Root) mountID(id string) (string, error) {
	return r.word(path.Join(mounts, id, "mount-id"))
}

// tree opens the container's layers. The errors of the second result are of what
// is missing or does not fit: with them, what the tree tells is not all true.
func (r *Root) tree(c *loaded) (*overlay.Tree, []error, error) {
	var names []string
	var gaps []error
	open := r.layer
	switch driver := c.driver(); driver {
	case overlay2Driver, "":
		id, err := r.mountID(c.id)
		if err != nil {
			return nil, nil, err
		}
		names, gaps = r.lowerNames(c.id, id)
		names = append([]string{id}, names...)
	case containerdDriver:
		store, err := r.imageStore()
		if err != nil {
			return nil, nil, err
		}
		names, err = store.chain(c.id)
		if len(names) == 0 {
			return nil, nil, err
		}
		if err != nil {
			gaps = append(gaps, err)
		}
		open = store.open
	default:
		return nil, nil, fmt.Errorf("the storage driver %s %w", document.Text(driver), errDriver)
	}
	upper, err := open(names[0])
	if err != nil {
		return nil, nil, err
	}
	var lowers []*os.Root
	for _, name := range names[1:] {
		lower, err := open(name)
		if err != nil {
			gaps = append(gaps, err)
			continue
		}
		lowers = append(lowers, lower)
	}
	return overlay.New(upper, lowers, r.marks), gaps, nil
}

// mountOf names the directory of the container's own layer.
func (r *Root) mountOf(c *loaded) (string, error) {
	if c.driver() != containerdDriver {
		return r.mountID(c.id)
	}
	store, err := r.imageStore()
	if err != nil {
		return "", err
	}
	return store.mountID(c.id)
}

// copied tells that the data root was copied since the engine wrote it, which puts
// these files in their places whole: their inodes are no younger than what is in
// them.
func (r *Root) copied(c *loaded) bool {
	names := []string{path.Join("containers", c.id, "config.v2.json"), path.Join("containers", c.id, "hostconfig.json")}
	if id, err := r.mountID(c.id); err == nil {
		names = append(names, path.Join(storage2, id, "link"), path.Join(storage2, id, "lower"))
	}
	seen := false
	for _, name := range names {
		info, err := r.root.Lstat(name)
		if err != nil {
			continue
		}
		stat, ok := info.Sys().(*syscall.Stat_t)
		if !ok || time.Unix(stat.Ctim.Unix()).Sub(info.ModTime()) < time.Minute {
			return false
		}
		seen = true
	}
	return seen
}

// layer opens the files of one layer of overlay2.
func (r *Root) layer(name string) (*os.Root, error) {
	dir := path.Join(storage2, name, "diff")
	return openDir(r.root, dir, dir)
}

// open opens the directory of a snapshot.
func (s *imageStore) open(dir string) (*os.Root, error) {
	return openDir(s.root, dir, path.Join(s.where, dir))
}

// openDir opens a directory, of which name is told.
func openDir(in *os.Root, dir, name string) (*os.Root, error) {
	info, err := in.Lstat(dir)
	if err != nil {
		return nil, named(name, err)
	}
	if !info.IsDir() {
		return nil, named(name, errors.New("not a directory"))
	}
	root, err := in.OpenRoot(dir)
	if err != nil {
		return nil, named(name, err)
	}
	return root, nil
}

// lowerNames are the layers below a container's own, the topmost first: those
// that its list of links leads to, held against those that make up its image.
func (r *Root) lowerNames(id, mountID string) ([]string, []error) {
	linked, unlinked := r.linked(path.Join(storage2, mountID, "lower"))
	chain, unknown := r.chain(id)
	switch {
	case unknown != nil && unlinked != nil:
		return slices.DeleteFunc(linked, func(name string) bool { return name == "" }), []error{unlinked, unknown}
	case unknown != nil:
		return linked, []error{unknown}
	case unlinked != nil:
		return chain, []error{unlinked}
	case !slices.Equal(linked, chain):
		return linked, []error{named(path.Join(storage2, mountID, "lower"), errors.New("it does not lead to the layers of the container's image"))}
	}
	return linked, nil
}

// linked follows a list of links, l/SHORT:l/SHORT. A link that leads nowhere has
// an empty name; the error is the first of these.
func (r *Root) linked(lower string) ([]string, error) {
	text, err := r.read(lower, maxLower)
	if err != nil {
		return nil, err
	}
	links := strings.Split(strings.TrimSpace(string(text)), ":")
	if len(links) > maxLayers {
		return nil, named(lower, fmt.Errorf("more than %d layers", maxLayers))
	}
	var first error
	names := make([]string, len(links))
	for i, link := range links {
		if names[i], err = r.follow(link); err != nil && first == nil {
			first = fmt.Errorf("%s: %w", lower, err)
		}
	}
	return names, first
}

// follow reads one link, ../LAYER/diff, without going where it leads.
func (r *Root) follow(link string) (string, error) {
	short, ok := strings.CutPrefix(link, "l/")
	if !ok || !isName(short) {
		return "", fmt.Errorf("%q is no link to a layer", link)
	}
	target, err := r.root.Readlink(path.Join(storage2, "l", short))
	if err != nil {
		return "", named(path.Join(storage2, "l", short), err)
	}
	name, up := strings.CutPrefix(target, "../")
	name, diff := strings.CutSuffix(name, "/diff")
	if !up || !diff || !isName(name) {
		return "", fmt.Errorf("%s/l/%s leads to %q, which is no layer", storage2, short, target)
	}
	return name, nil
}

// chain are the layers that the engine's own records name, the topmost first.
func (r *Root) chain(id string) ([]string, error) {
	initID, err := r.word(path.Join(mounts, id, "init-id"))
	if err != nil {
		return nil, err
	}
	names := []string{initID}
	parent, err := r.digest(path.Join(mounts, id, "parent"))
	for seen := map[string]bool{}; ; {
		if errors.Is(err, fs.ErrNotExist) {
			return names, nil // the lowest layer has no parent
		}
		if err != nil {
			return nil, err
		}
		dir := path.Join(layerDB, parent)
		if seen[parent] || len(seen) == maxLayers {
			return nil, named(dir, errors.New("the layers' parents have no end"))
		}
		seen[parent] = true
		name, err2 := r.word(path.Join(dir, "cache-id"))
		if err2 != nil {
			return nil, err2
		}
		names = append(names, name)
		parent, err = r.digest(path.Join(dir, "parent"))
	}
}

// chainIDs name layers together with those below them, as layerdb does: the
// first is its diff ID, each next the digest of the one before, a blank and its
// own diff ID.
func chainIDs(diffIDs []string) []string {
	ids := make([]string, len(diffIDs))
	for i, diffID := range diffIDs {
		ids[i] = diffID
		if i > 0 {
			sum := sha256.Sum256([]byte(ids[i-1] + " " + diffID))
			ids[i] = "sha256:" + hex.EncodeToString(sum[:])
		}
	}
	return ids
}
