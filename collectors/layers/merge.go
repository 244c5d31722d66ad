package layers

import (
	"slices"
	"strings"

	"github.com/rummage-scanner/rummage/document"
)

// Merged are the files of all layers of an image.
type Merged struct {
	// Files are the entries of the layers, the lowest layer first. Those that a
	// later layer deleted, hid or replaced are marked.
	Files []*document.File
	// Links are the hard links and their targets. A target comes before what is
	// linked to it.
	Links [][2]*document.File
	// Lost are hard links to what is in no layer.
	Lost []*document.File
}

// Merge merges layers. Of a layer that comes several times the last counts: what
// it did before, it does again.
func Merge(layers []*Layer) *Merged {
	m := &merging{}
	seen := map[string]bool{}
	for _, l := range slices.Backward(layers) {
		if !seen[l.DiffID] {
			seen[l.DiffID] = true
			m.layers = append(m.layers, l)
		}
	}
	slices.Reverse(m.layers)
	merged := &Merged{}
	count := 0
	for _, l := range m.layers {
		count += len(l.Files)
	}
	merged.Files = make([]*document.File, 0, count)
	for _, l := range m.layers {
		merged.Files = append(merged.Files, l.Files...)
	}
	if len(m.layers) > 1 {
		m.sort()
		m.delete()
	}
	for i, l := range m.layers {
		m.link(int32(i), l, merged)
	}
	return merged
}

// merging is the state of it.
type merging struct {
	layers []*Layer
	// events are what the layers do, by path, and at a path from the lowest layer
	// on.
	events []event
}

// event is a file, a whiteout or an opaque directory of a layer: at counts through
// all three.
type event struct{ layer, at int32 }

func (m *merging) path(e event) string {
	l, at := m.layers[e.layer], int(e.at)
	if at < len(l.Files) {
		return l.Files[at].Path
	}
	if at -= len(l.Files); at < len(l.Whiteouts) {
		return l.Whiteouts[at]
	}
	return l.Opaque[at-len(l.Whiteouts)]
}

// file is the file of an event; nil for another one.
func (m *merging) file(e event) *document.File {
	if files := m.layers[e.layer].Files; int(e.at) < len(files) {
		return files[e.at]
	}
	return nil
}

func (m *merging) isOpaque(e event) bool {
	l := m.layers[e.layer]
	return int(e.at) >= len(l.Files)+len(l.Whiteouts)
}

// sort makes the events of what each layer has in that order already.
func (m *merging) sort() {
	var runs [][]event
	for i, l := range m.layers {
		run := make([]event, 0, len(l.Files))
		for _, at := range l.sorted() {
			run = append(run, event{int32(i), at})
		}
		var rest []event
		for at := range len(l.Whiteouts) + len(l.Opaque) {
			rest = append(rest, event{int32(i), int32(len(l.Files) + at)})
		}
		slices.SortFunc(rest, m.compare)
		runs = append(runs, run, rest)
	}
	m.events = m.merge(runs)
}

func (m *merging) compare(a, b event) int {
	if c := comparePaths(m.path(a), m.path(b)); c != 0 {
		return c
	}
	return int(a.layer - b.layer)
}

// merge makes one run of several.
func (m *merging) merge(runs [][]event) []event {
	if len(runs) == 1 {
		return runs[0]
	}
	a, b := m.merge(runs[:len(runs)/2]), m.merge(runs[len(runs)/2:])
	if len(a) == 0 || len(b) == 0 {
		return append(a, b...)
	}
	both := make([]event, 0, len(a)+len(b))
	for len(a) > 0 && len(b) > 0 {
		if m.compare(a[0], b[0]) <= 0 {
			both, a = append(both, a[0]), a[1:]
		} else {
			both, b = append(both, b[0]), b[1:]
		}
	}
	return append(append(both, a...), b...)
}

// above is a directory with the layers that delete what lower ones have in it,
// in their order; also those by which directories above it go.
type above struct {
	path   string
	layers []int32
}

// delete marks what layers delete. Paths come in an order in which a directory
// stands right before what is in it.
func (m *merging) delete() {
	var stack []above
	var self, below []int32
	for at := 0; at < len(m.events); {
		name := m.path(m.events[at])
		end := at + 1
		for end < len(m.events) && m.path(m.events[end]) == name {
			end++
		}
		for len(stack) > 0 && !isBelow(name, stack[len(stack)-1].path) {
			stack = stack[:len(stack)-1]
		}
		var inherited []int32
		if len(stack) > 0 {
			inherited = stack[len(stack)-1].layers
		}
		self, below = self[:0], append(below[:0], inherited...)
		for _, e := range m.events[at:end] {
			f := m.file(e)
			if !m.isOpaque(e) {
				self = append(self, e.layer)
			}
			if f == nil || f.Type != document.Directory {
				below = append(below, e.layer)
			}
		}
		for _, e := range m.events[at:end] {
			if f := m.file(e); f != nil && f.DeletedIn == "" {
				m.mark(f, e.layer, self, inherited)
			}
		}
		if len(below) > len(inherited) && end < len(m.events) && isBelow(m.path(m.events[end]), name) {
			slices.Sort(below)
			stack = append(stack, above{name, slices.Clone(slices.Compact(below))})
		}
		at = end
	}
}

// mark notes the first layer above a file's own that deletes it.
func (m *merging) mark(f *document.File, layer int32, lists ...[]int32) {
	first := int32(len(m.layers))
	for _, list := range lists {
		at, _ := slices.BinarySearch(list, layer+1)
		if at < len(list) {
			first = min(first, list[at])
		}
	}
	if int(first) < len(m.layers) {
		f.DeletedIn = m.layers[first].DiffID
	}
}

func isBelow(name, dir string) bool {
	return dir == "/" || strings.HasPrefix(name, dir) && len(name) > len(dir) && name[len(dir)] == '/'
}

// link finds what the hard links of a layer lead to.
func (m *merging) link(i int32, l *Layer, merged *Merged) {
	for _, link := range l.Links {
		f := l.Files[link.Entry]
		var target *document.File
		if link.Target >= 0 {
			target = l.Files[link.Target]
		} else {
			target = m.lower(i, f.HardLink)
		}
		if target == nil {
			merged.Lost = append(merged.Lost, f)
			continue
		}
		shares(f, target)
		merged.Links = append(merged.Links, [2]*document.File{f, target})
	}
}

// lower is the file at a path that the layers below one show, or nil.
func (m *merging) lower(below int32, name string) *document.File {
	at, _ := slices.BinarySearchFunc(m.events, name, func(e event, name string) int { return comparePaths(m.path(e), name) })
	var found *document.File
	for ; at < len(m.events) && m.path(m.events[at]) == name && m.events[at].layer < below; at++ {
		if f := m.file(m.events[at]); f != nil && !m.goneBefore(f, below) {
			found = f
		}
	}
	return found
}

// goneBefore tells that a file is deleted by a layer below one.
func (m *merging) goneBefore(f *document.File, below int32) bool {
	if f.DeletedIn == "" {
		return false
	}
	return slices.IndexFunc(m.layers, func(l *Layer) bool { return l.DiffID == f.DeletedIn }) < int(below)
}
