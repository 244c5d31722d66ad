package tarfs

import (
	"errors"
	"io/fs"
	"strings"
)

// ref is a node of an archive. What an entry at or before kill put there is gone.
type ref struct {
	a    *archive
	id   uint32
	n    storedNode
	kill uint32
}

// view is what a path leads to: a file of one archive, or a directory with what each
// archive has of it, the highest first.
type view struct {
	path string
	dirs []ref
	file ref
}

func (v *view) isDir() bool { return len(v.dirs) > 0 }

var errTooManyLinks = errors.New("too many levels of symbolic links")

// root is the view of the root.
func (f *FS) root() (v view, err error) {
	v.path = "."
	for i := len(f.layers) - 1; i >= 0; i-- {
		n, err := f.layers[i].ix.node(0)
		if err != nil {
			return v, err
		}
		v.dirs = append(v.dirs, ref{a: f.layers[i], n: n})
		if opaque, err := f.has(v.dirs[len(v.dirs)-1], opaqueName); opaque || err != nil {
			return v, err
		}
	}
	return v, nil
}

// find goes down to a name. Symbolic links are not followed.
func (f *FS) find(name string) (view, error) {
	if !valid(name) {
		return view{}, fs.ErrInvalid
	}
	v, err := f.root()
	if err != nil || name == "." {
		return v, err
	}
	for part := range strings.SplitSeq(name, "/") {
		if v, err = f.step(v, part); err != nil {
			return v, err
		}
	}
	return v, nil
}

// step goes from a directory to a name in it.
func (f *FS) step(v view, name string) (view, error) {
	if f.image && strings.HasPrefix(name, whiteoutPrefix) {
		return view{}, fs.ErrNotExist
	}
	children := make([]ref, 0, len(v.dirs))
	for _, dir := range v.dirs {
		id, n, _, err := dir.a.ix.child(&dir.n, name)
		if err != nil {
			return view{}, err
		}
		children = append(children, ref{a: dir.a, id: id, n: n, kill: dir.kill})
	}
	return f.combine(v, name, children)
}

// combine puts together what the archives have of a name in a directory: children
// has one for each of that directory, a node that is not alive where there is none.
func (f *FS) combine(v view, name string, children []ref) (view, error) {
	to := view{path: join(v.path, name)}
	for i, c := range children {
		if c.n.live > c.kill {
			if c.n.isFile() {
				if !to.isDir() {
					to.file = c
					return to, nil
				}
				return to, nil
			}
			c.kill = max(c.kill, c.n.kill)
			to.dirs = append(to.dirs, c)
		}
		if i == len(children)-1 {
			break
		}
		covered, err := f.covered(v.dirs[i], c, name)
		if err != nil {
			return to, err
		}
		if covered {
			break
		}
	}
	if !to.isDir() {
		return to, fs.ErrNotExist
	}
	return to, nil
}

// covered tells whether an archive hides what lower ones have of a name.
func (f *FS) covered(dir, child ref, name string) (bool, error) {
	if !f.image || !dir.a.ix.Whiteouts {
		return false, nil
	}
	gone, err := f.has(dir, whiteoutPrefix+name)
	if err != nil || gone || child.n.live <= child.kill {
		return gone, err
	}
	return f.has(child, opaqueName)
}

// has tells whether a directory of an archive has a mark.
func (f *FS) has(dir ref, mark string) (bool, error) {
	if !f.image || !dir.a.ix.Whiteouts {
		return false, nil
	}
	_, n, found, err := dir.a.ix.child(&dir.n, mark)
	return found && n.live > dir.kill, err
}

// entry is the entry of a view.
func (f *FS) entry(v view) (*Entry, error) {
	if !v.isDir() {
		e, _, err := v.file.a.ix.record(v.file.n.last)
		if err != nil {
			return nil, err
		}
		if e == nil {
			return nil, errDamaged
		}
		return e, f.finish(v.file.a, e, v.path)
	}
	for _, dir := range v.dirs {
		if dir.n.last == 0 {
			continue
		}
		e, _, err := dir.a.ix.record(dir.n.last)
		if err != nil {
			return nil, err
		}
		if e != nil && e.IsDir() && e.Index+1 > int64(dir.kill) {
			return e, f.finish(dir.a, e, v.path)
		}
	}
	return &Entry{Path: v.path, Type: fs.ModeDir, Mode: 0o755, Layer: v.dirs[0].a.number, Index: -1, node: v.dirs[0].id}, nil
}

// resolve goes down to a name, through symbolic links. None leads out of the root.
func (f *FS) resolve(name string) (view, error) {
	if !valid(name) {
		return view{}, fs.ErrInvalid
	}
	root, err := f.root()
	if err != nil {
		return view{}, err
	}
	stack := []view{root}
	hops := 0
	for rest := name; rest != ""; {
		var part string
		part, rest, _ = strings.Cut(rest, "/")
		switch part {
		case "", ".":
			continue
		case "..":
			stack = stack[:max(1, len(stack)-1)]
			continue
		}
		v, err := f.step(stack[len(stack)-1], part)
		if err != nil {
			return v, err
		}
		if v.isDir() {
			stack = append(stack, v)
			continue
		}
		e, err := f.entry(v)
		if err != nil {
			return v, err
		}
		if e.Type != fs.ModeSymlink {
			if strings.Trim(rest, "/") != "" {
				return v, fs.ErrNotExist
			}
			return v, nil
		}
		if hops++; hops > maxHops {
			return v, errTooManyLinks
		}
		if strings.HasPrefix(e.LinkTarget, "/") {
			stack = stack[:1]
		}
		rest = e.LinkTarget + "/" + rest
		if len(rest) > 2*maxExtended {
			return v, errTooManyLinks
		}
	}
	return stack[len(stack)-1], nil
}

// hiding tells which entries are hidden. It keeps the last directory that it was
// asked for.
type hiding struct {
	fs   *FS
	a    *archive
	dir  uint32
	view view
	ok   bool // the archive has a part in the view
}

// hidden tells whether an entry is not what its path leads to.
func (h *hiding) hidden(a *archive, e *Entry) (bool, error) {
	if e.node == 0 {
		return h.root(a, e)
	}
	n, err := a.ix.node(e.node)
	if err != nil || n.last != e.record {
		return true, err
	}
	if err := h.enter(a, n.parent); err != nil || !h.ok {
		return true, err
	}
	name, err := a.ix.name(&n)
	if err != nil {
		return true, err
	}
	v, err := h.fs.step(h.view, string(name))
	if errors.Is(err, fs.ErrNotExist) {
		return true, nil
	}
	if err != nil {
		return true, err
	}
	if !v.isDir() {
		return v.file.a != a || e.IsDir(), nil
	}
	shown, err := h.fs.entry(v)
	if err != nil {
		return true, err
	}
	return shown.Layer != a.number || shown.Index != e.Index, nil
}

func (h *hiding) root(a *archive, e *Entry) (bool, error) {
	v, err := h.fs.root()
	if err != nil {
		return true, err
	}
	shown, err := h.fs.entry(v)
	if err != nil {
		return true, err
	}
	return shown.Layer != a.number || shown.Index != e.Index, nil
}

// enter has the view of a directory of an archive.
func (h *hiding) enter(a *archive, dir uint32) error {
	if h.a == a && h.dir == dir {
		return nil
	}
	h.a, h.dir, h.ok = a, dir, false
	name, err := a.ix.path(dir)
	if err != nil {
		return err
	}
	v, err := h.fs.find(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	for _, d := range v.dirs {
		h.ok = h.ok || d.a == a
	}
	h.view = v
	return err
}
