package document

import (
	"fmt"
	"maps"
	"slices"
)

// Tree is what is at each path of a file system.
type Tree map[string]*Change

// Tree is the file system of an image, as a container of it would begin with.
func (d *Document) Tree() Tree {
	tree := make(Tree, len(d.Files))
	for _, f := range d.Files {
		if f.DeletedIn == "" {
			tree[f.Path] = &f.Change
		}
	}
	return tree
}

// TreeOver is the file system of a container, by the tree of its image and its
// changes.
func (d *Document) TreeOver(image Tree) Tree {
	tree := maps.Clone(image)
	for i := range d.Changes {
		c := &d.Changes[i]
		for _, lost := range c.Lost {
			delete(tree, lost)
		}
		if c.Kind == Deleted {
			delete(tree, c.Path)
		} else if c.Mount == "" {
			tree[c.Path] = c
		}
	}
	return tree
}

// Difference is a path in which two trees differ.
type Difference struct {
	Path string
	Kind Kind
	// What names what differs of a path that both have: type, content, mode,
	// owner, link, capabilities.
	What []string
}

// Compare lists how one tree differs from another, by path. Times are not
// compared: a build sets them anew.
func Compare(before, after Tree) []Difference {
	var found []Difference
	for path, b := range before {
		a, there := after[path]
		if !there {
			found = append(found, Difference{Path: path, Kind: Deleted})
		} else if what := b.differences(a); len(what) > 0 {
			found = append(found, Difference{Path: path, Kind: Modified, What: what})
		}
	}
	for path := range after {
		if _, there := before[path]; !there {
			found = append(found, Difference{Path: path, Kind: Added})
		}
	}
	slices.SortFunc(found, func(a, b Difference) int {
		if a.Path < b.Path {
			return -1
		}
		return 1
	})
	return found
}

func (c *Change) differences(other *Change) []string {
	if c.Type != other.Type {
		return []string{"type"}
	}
	var what []string
	if c.Type == Regular && c.contentDiffers(other) {
		what = append(what, "content")
	}
	if c.Mode != other.Mode && c.Type != Symlink {
		what = append(what, "mode")
	}
	if c.UID != other.UID || c.GID != other.GID {
		what = append(what, "owner")
	}
	if c.LinkTarget != other.LinkTarget {
		what = append(what, "link")
	}
	if !slices.Equal(c.Capabilities, other.Capabilities) {
		what = append(what, "capabilities")
	}
	return what
}

// contentDiffers tells it by the digests, or where one is not known by the sizes.
func (c *Change) contentDiffers(other *Change) bool {
	if c.SHA256 != "" && other.SHA256 != "" {
		return c.SHA256 != other.SHA256
	}
	return c.Size != other.Size
}

func (d Difference) String() string { return fmt.Sprintf("%s %s %v", d.Kind, d.Path, d.What) }
