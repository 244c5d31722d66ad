package layers

import (
	"path"

	"github.com/rummage-scanner/rummage/document"
)

// Merge lists the files of all layers, the lowest first, and marks those that a
// later layer deleted, hid or replaced.
func Merge(layers []*Layer) []*document.File {
	m := &merging{live: map[string]*document.File{}, children: map[string][]string{}}
	count := 0
	for _, l := range layers {
		count += len(l.Files)
	}
	files := make([]*document.File, 0, count)
	for _, l := range layers {
		// What a layer deletes is what lower layers have, wherever in the archive
		// it says so.
		for _, name := range l.Whiteouts {
			m.remove(name, l.DiffID)
		}
		for _, dir := range l.Opaque {
			m.empty(dir, l.DiffID)
		}
		for _, f := range l.Files {
			if f.DeletedIn == "" {
				m.put(f)
			}
			files = append(files, f)
		}
	}
	return files
}

// merging is the tree as it is after some layers.
type merging struct {
	live map[string]*document.File
	// children are the names in each directory, also of directories that no
	// layer has an entry for. Some may be gone.
	children map[string][]string
}

func (m *merging) put(f *document.File) {
	before, there := m.live[f.Path]
	if there {
		before.DeletedIn = f.Layer
	}
	if f.Type != document.Directory {
		m.empty(f.Path, f.Layer)
	}
	m.live[f.Path] = f
	if !there {
		m.register(f.Path)
	}
}

// register enters a path into its directory, and that into its own.
func (m *merging) register(name string) {
	for name != "/" {
		dir, base := path.Split(name)
		dir = path.Clean(dir)
		known := m.children[dir] != nil
		m.children[dir] = append(m.children[dir], base)
		if known {
			return
		}
		name = dir
	}
}

// remove deletes a path and what is below it.
func (m *merging) remove(name, layer string) {
	if f := m.live[name]; f != nil {
		f.DeletedIn = layer
		delete(m.live, name)
	}
	m.empty(name, layer)
}

// empty deletes what is below a directory.
func (m *merging) empty(dir, layer string) {
	names := m.children[dir]
	delete(m.children, dir)
	for _, name := range names {
		m.remove(path.Join(dir, name), layer)
	}
}
