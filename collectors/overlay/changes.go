package overlay

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"golang.org/x/sys/unix"

	"github.com/rummage-scanner/rummage/document"
)

// The bounds of a walk. A container can hold more of everything than a scan
// has memory for.
const (
	// MaxChanges bounds the changes of one container.
	MaxChanges = 500_000
	// maxDepth bounds the nesting of directories, each of which costs an open
	// file while it is walked.
	maxDepth = 256
	// maxLost bounds the paths that are listed as gone with one directory.
	maxLost = 1000
	// manyEntries is from how many entries on it is quicker to read a lower
	// directory once than to ask it for each name.
	manyEntries = 16
)

// Result is what a walk over the upper directory found.
type Result struct {
	Changes []document.Change
	// Cut says what a bound kept from being seen; empty when nothing was.
	Cut string
	// Unreadable counts the directories that could not be read, and holds the
	// first error.
	Unreadable int
	Err        error
}

// Changes walks the upper directory and tells how it differs from the lower
// ones, in the order of `docker diff`, whose rules it follows: a directory
// that differs from the image's only in its entries counts as modified when
// something was added to it or deleted from it. Unlike docker diff it tells a
// directory that hides the image's (or is merely new) from a deleted one.
func (t *Tree) Changes(ctx context.Context) (*Result, error) {
	w := &walk{ctx: ctx, result: &Result{}}
	lowers := make([]lowerDir, len(t.lowers))
	for i, root := range t.lowers {
		lowers[i] = lowerDir{root: root}
	}
	err := w.directory(t.upper, lowers, "", nil, 0)
	if err == errCut {
		err = nil
	}
	return w.result, err
}

var errCut = fmt.Errorf("too many changes")

type walk struct {
	ctx    context.Context
	result *Result
}

// lowerDir is one lower directory that corresponds to the directory that is
// being walked.
type lowerDir struct {
	root *os.Root
	// hidden tells that a directory above it hides it from the container.
	hidden bool
	names  map[string]struct{}
}

func (l *lowerDir) lstat(name string, many bool) (fs.FileInfo, bool) {
	if many && l.names == nil {
		l.names = map[string]struct{}{}
		if entries, err := readNames(l.root); err == nil {
			for _, entry := range entries {
				l.names[entry] = struct{}{}
			}
		}
	}
	if l.names != nil {
		if _, ok := l.names[name]; !ok {
			return nil, false
		}
	}
	info, err := l.root.Lstat(name)
	return info, err == nil
}

// directory walks one directory. prefix is its path without a slash at the
// end; record adds the directory itself to the changes, once, and is nil for
// the root.
func (w *walk) directory(dir *os.Root, lowers []lowerDir, prefix string, record func(), depth int) error {
	if err := w.ctx.Err(); err != nil {
		return err
	}
	if depth > maxDepth {
		w.result.Cut = fmt.Sprintf("directories nested deeper than %d", maxDepth)
		return nil
	}
	handle, err := openDirectory(dir)
	if err != nil {
		w.unreadable(err)
		return nil
	}
	defer handle.Close()
	names, err := handle.Readdirnames(-1)
	if err != nil {
		w.unreadable(err)
	}
	slices.Sort(names)
	self := "/proc/self/fd/" + strconv.Itoa(int(handle.Fd())) + "/"
	many := len(names) > manyEntries
	for _, name := range names {
		info, err := dir.Lstat(name)
		if err != nil {
			continue // it vanished: the container is alive
		}
		if len(w.result.Changes) >= MaxChanges {
			w.result.Cut = fmt.Sprintf("more than %d changes", MaxChanges)
			return errCut
		}
		e := entry{name: name, path: prefix + "/" + document.Text(name), info: info, self: self}
		if err := w.entry(dir, lowers, e, many, record, depth); err != nil {
			return err
		}
	}
	return nil
}

type entry struct {
	name, path string
	info       fs.FileInfo
	// self is the walked directory as a path that no rename can change.
	self string
}

func (w *walk) entry(dir *os.Root, lowers []lowerDir, e entry, many bool, record func(), depth int) error {
	if isWhiteout(e.info) {
		if record != nil {
			record()
		}
		change := document.Change{Path: e.path, Kind: document.Deleted}
		change.Was, change.Lost = w.deleted(lowers, e, nil)
		w.result.Changes = append(w.result.Changes, change)
		return nil
	}
	change := document.Change{Path: e.path, Kind: document.Added}
	describe(&change, e.info)
	first, inLower := inLowers(lowers, e.name, many)
	if inLower {
		change.Kind = document.Modified
	}
	switch change.Type {
	case document.Directory:
		return w.subdirectory(dir, lowers, e, change, first, record, depth)
	case document.Symlink:
		if target, err := dir.Readlink(e.name); err == nil {
			change.LinkTarget = document.Text(target)
		}
	case document.Regular:
		if change.Mode&0o111 != 0 {
			change.Capabilities = capabilitiesOf(e.self + e.name)
		}
	}
	if change.Kind == document.Added && record != nil {
		record()
	}
	if inLower {
		change.Was = was(lowers, e.name)
	}
	w.result.Changes = append(w.result.Changes, change)
	return nil
}

func (w *walk) subdirectory(dir *os.Root, lowers []lowerDir, e entry, change document.Change, first fs.FileInfo, record func(), depth int) error {
	sub, err := dir.OpenRoot(e.name)
	if err != nil {
		w.unreadable(err)
		w.result.Changes = append(w.result.Changes, change)
		return nil
	}
	defer sub.Close()
	opaque := isOpaqueAt(sub, ".")
	recorded := false
	add := func() {
		if !recorded {
			recorded = true
			w.result.Changes = append(w.result.Changes, change)
		}
	}
	if (change.Kind == document.Added || opaque) && record != nil {
		record()
	}
	if first != nil {
		change.Was = was(lowers, e.name)
	}
	if opaque && first != nil {
		_, change.Lost = w.deleted(lowers, e, sub)
	}
	if opaque || first == nil || !sameDirectory(e.info, first) {
		add()
	}
	below := openLowers(lowers, e.name, opaque)
	defer func() {
		for _, l := range below {
			l.root.Close()
		}
	}()
	return w.directory(sub, below, e.path, add, depth+1)
}

// inLowers finds the topmost lower directory that has the name.
func inLowers(lowers []lowerDir, name string, many bool) (fs.FileInfo, bool) {
	for i := range lowers {
		if info, ok := lowers[i].lstat(name, many); ok {
			return info, true
		}
	}
	return nil, false
}

// openLowers opens the lower directories of this name. Docker counts a path
// as modified when any layer has it, so hidden ones are kept, and marked.
func openLowers(lowers []lowerDir, name string, hidden bool) []lowerDir {
	var below []lowerDir
	for i := range lowers {
		info, ok := lowers[i].lstat(name, false)
		if !ok {
			continue
		}
		hidden = hidden || lowers[i].hidden
		if !info.IsDir() {
			hidden = true
			continue
		}
		if root, err := lowers[i].root.OpenRoot(name); err == nil {
			below = append(below, lowerDir{root: root, hidden: hidden})
			hidden = hidden || isOpaqueAt(root, ".")
		}
	}
	return below
}

// was describes what the image shows at the name, if it shows anything.
func was(lowers []lowerDir, name string) *document.Was {
	for i := range lowers {
		if lowers[i].hidden {
			return nil
		}
		info, ok := lowers[i].lstat(name, false)
		if !ok {
			continue
		}
		if isWhiteout(info) {
			return nil
		}
		var c document.Change
		describe(&c, info)
		old := &document.Was{Type: c.Type, Mode: c.Mode, UID: c.UID, GID: c.GID, Size: c.Size}
		if c.Type == document.Symlink {
			if target, err := lowers[i].root.Readlink(name); err == nil {
				old.LinkTarget = document.Text(target)
			}
		}
		return old
	}
	return nil
}

// deleted tells what the image had at a name that was deleted or replaced,
// and which of its paths are not in the directory that replaced it.
func (w *walk) deleted(lowers []lowerDir, e entry, replacement *os.Root) (*document.Was, []string) {
	old := was(lowers, e.name)
	if old == nil || old.Type != document.Directory {
		return old, nil
	}
	below := openLowers(lowers, e.name, false)
	var lost []string
	lostBelow(below, replacement, e.path, &lost, 0)
	for _, l := range below {
		l.root.Close()
	}
	if len(lost) == maxLost {
		w.result.Cut = fmt.Sprintf("more than %d paths gone with %s", maxLost, e.path)
	}
	return old, lost
}

// lostBelow lists what the merged lower directories show and the replacement
// does not have.
func lostBelow(lowers []lowerDir, replacement *os.Root, prefix string, lost *[]string, depth int) {
	if depth > maxDepth {
		return
	}
	seen := map[string]bool{}
	for i := range lowers {
		if lowers[i].hidden {
			return
		}
		names, err := readNames(lowers[i].root)
		if err != nil {
			continue
		}
		slices.Sort(names)
		for _, name := range names {
			if seen[name] {
				continue
			}
			seen[name] = true
			if len(*lost) == maxLost {
				return
			}
			info, err := lowers[i].root.Lstat(name)
			if err != nil || isWhiteout(info) {
				continue
			}
			path := prefix + "/" + document.Text(name)
			var inner *os.Root
			if replacement == nil {
				*lost = append(*lost, path)
			} else if present, err := replacement.Lstat(name); err != nil || isWhiteout(present) {
				*lost = append(*lost, path)
			} else if present.IsDir() {
				inner, _ = replacement.OpenRoot(name)
			}
			if info.IsDir() {
				below := openLowers(lowers[i:], name, false)
				lostBelow(below, inner, path, lost, depth+1)
				for _, l := range below {
					l.root.Close()
				}
			}
			if inner != nil {
				inner.Close()
			}
		}
	}
}

// sameDirectory holds when a directory is in the upper one only as the parent
// of something, by the comparison that docker diff makes.
func sameDirectory(upper, lower fs.FileInfo) bool {
	a, b := upper.ModTime(), lower.ModTime()
	sameTime := a.Equal(b) || a.Unix() == b.Unix() && (a.Nanosecond() == 0 || b.Nanosecond() == 0)
	return lower.IsDir() && sameTime && upper.Size() == lower.Size() && upper.Mode() == lower.Mode()
}

func capabilitiesOf(file string) []string {
	var value [64]byte
	n, err := unix.Lgetxattr(file, "security.capability", value[:])
	if err != nil || strings.ContainsRune(file, 0) {
		return nil
	}
	return Capabilities(value[:n])
}

func readNames(root *os.Root) ([]string, error) {
	dir, err := openDirectory(root)
	if err != nil {
		return nil, err
	}
	defer dir.Close()
	return dir.Readdirnames(-1)
}

func (w *walk) unreadable(err error) {
	w.result.Unreadable++
	if w.result.Err == nil {
		w.result.Err = err
	}
}

func unixTime(t syscall.Timespec) time.Time { return time.Unix(t.Sec, t.Nsec).UTC() }
