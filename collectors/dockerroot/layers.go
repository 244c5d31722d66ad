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
var errDriver = errors.New("cannot be read without its engine: only overlay2 can")

// mountID names the directory of the container's own layer.
func (r *Root) mountID(id string) (string, error) {
	return r.word(path.Join(mounts, id, "mount-id"))
}

// tree opens the container's layers. The errors of the second result are of what
// is missing or does not fit: with them, what the tree tells is not all true.
func (r *Root) tree(c *loaded) (*overlay.Tree, []error, error) {
	if driver := c.driver(); driver != "" && driver != "overlay2" {
		if driver == "overlayfs" {
			driver += " of containerd's image store"
		}
		return nil, nil, fmt.Errorf("the storage driver %s %w", document.Text(driver), errDriver)
	}
	id, err := r.mountID(c.id)
	if err != nil {
		return nil, nil, err
	}
	upper, err := r.layer(id)
	if err != nil {
		return nil, nil, err
	}
	names, gaps := r.lowerNames(c.id, id)
	var lowers []*os.Root
	for _, name := range names {
		lower, err := r.layer(name)
		if err != nil {
			gaps = append(gaps, err)
			continue
		}
		lowers = append(lowers, lower)
	}
	return overlay.New(upper, lowers, overlay.Trusted), gaps, nil
}

// copied tells that a container's layer was copied since the engine made it. The
// engine writes these files once, so that their inodes are no younger than what
// is in them.
func (r *Root) copied(id string) bool {
	mountID, err := r.mountID(id)
	if err != nil {
		return false
	}
	seen := false
	for _, name := range []string{"link", "lower"} {
		info, err := r.root.Lstat(path.Join(storage2, mountID, name))
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

// layer opens the files of one layer.
func (r *Root) layer(name string) (*os.Root, error) {
	dir := path.Join(storage2, name, "diff")
	info, err := r.root.Lstat(dir)
	if err != nil {
		return nil, named(dir, err)
	}
	if !info.IsDir() {
		return nil, named(dir, errors.New("not a directory"))
	}
	root, err := r.root.OpenRoot(dir)
	if err != nil {
		return nil, named(dir, err)
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
