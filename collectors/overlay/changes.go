package overlay

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"runtime"
	"slices"
	"strconv"
	"sync"
	"syscall"

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
	// maxStats bounds the inodes of one directory that are held at a time.
	maxStats = 4096
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

// Changes walks the upper directory and tells how the tree that the container
// sees differs from the one of the lower directories, as `docker diff` does: a
// directory counts as modified when its mode or owner differ or when anything
// below it changed, and a deleted directory stands for what was below it.
//
// It goes further in one thing: a file that has its old size and modification
// time again is compared by content.
func (t *Tree) Changes(ctx context.Context) (*Result, error) {
	w := &walk{ctx: ctx, result: &Result{}, marks: t.marks}
	if info, err := t.upper.Stat("."); err == nil {
		w.device = deviceOf(info)
	}
	err := w.directory(t.upper, place{lowers: newLayers(t.lowers, t.marks), record: func() {}})
	if err == errCut {
		err = nil
	}
	w.result.Changes = slices.Concat(w.changes...)
	return w.result, err
}

var errCut = errors.New("too many changes")

type walk struct {
	ctx    context.Context
	result *Result
	marks  marks
	// device is that of the file system: the walk stays on it.
	device uint64
	// changes are the result's, in pieces: one list that grows would be copied
	// again and again.
	changes [][]document.Change
	count   int
}

// place is what the walk knows of the directory it is in.
type place struct {
	// path is the directory's, empty for the root.
	path string
	// lowers are what the image shows at this path.
	lowers layers
	// opaque tells that the upper directory hides the image's.
	opaque bool
	// record adds the directory and those above it to the changes.
	record func()
	depth  int
}

// piece is how many changes are allocated at a time.
const piece = 1024

func (w *walk) add(c document.Change) {
	last := len(w.changes) - 1
	if last < 0 || len(w.changes[last]) == piece {
		w.changes = append(w.changes, make([]document.Change, 0, piece))
		last++
	}
	w.changes[last] = append(w.changes[last], c)
	w.count++
}

func (w *walk) directory(dir *os.Root, at place) error {
	if err := w.ctx.Err(); err != nil {
		return err
	}
	if at.depth > maxDepth {
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
	if at.opaque {
		names = append(names, at.lowers.hiddenBy(names)...)
	}
	slices.Sort(names)
	if len(names) > manyEntries {
		at.lowers.readAll()
	}
	self := "/proc/self/fd/" + strconv.Itoa(int(handle.Fd())) + "/"
	for chunk := range slices.Chunk(names, maxStats) {
		for i, found := range stat(dir, chunk) {
			if w.count >= MaxChanges {
				w.result.Cut = fmt.Sprintf("more than %d changes", MaxChanges)
				return errCut
			}
			if err := w.entry(dir, chunk[i], self+chunk[i], found, at); err != nil {
				return err
			}
		}
	}
	return nil
}

// status is what lstat says of a name.
type status struct {
	info fs.FileInfo
	err  error
}

// stat asks for names of one directory, side by side when they are many: that
// is where most of a walk's time goes.
func stat(dir *os.Root, names []string) []status {
	found := make([]status, len(names))
	some := func(from, to int) {
		for i := from; i < to; i++ {
			found[i].info, found[i].err = dir.Lstat(names[i])
		}
	}
	workers := min(len(names)/manyEntries, runtime.GOMAXPROCS(0))
	if workers < 2 {
		some(0, len(names))
		return found
	}
	var group sync.WaitGroup
	for w := range workers {
		group.Go(func() { some(len(names)*w/workers, len(names)*(w+1)/workers) })
	}
	group.Wait()
	return found
}

// entry looks at one name of a directory. self is its path by way of the open
// directory, which no rename can change.
func (w *walk) entry(dir *os.Root, name, self string, found status, at place) error {
	info, err := found.info, found.err
	before := at.lowers.lookup(name)
	change := document.Change{Path: at.path + "/" + document.Text(name), Kind: document.Added, Was: before.was()}
	if before != nil {
		change.Kind = document.Modified
	}
	if err != nil || isWhiteout(info) {
		if before == nil || err != nil && !at.opaque {
			return nil // it vanished: the container is alive
		}
		change.Kind, change.Lost = document.Deleted, w.lost(before, change.Path)
		at.record()
		w.add(change)
		return nil
	}
	describe(&change, info)
	if change.Type == document.Regular && change.Mode&0o111 != 0 {
		change.Capabilities = capabilitiesOf(self)
	}
	if change.Type == document.Symlink {
		if target, err := dir.Readlink(name); err == nil {
			change.LinkTarget = document.Text(target)
		}
	}
	if change.Type != document.Directory {
		if before.same(change, dir, name) {
			return nil
		}
		change.Lost = w.lost(before, change.Path)
		at.record()
		w.add(change)
		return nil
	}
	return w.subdirectory(dir, name, change, before, at)
}

func (w *walk) subdirectory(dir *os.Root, name string, change document.Change, before *lowerFile, at place) error {
	recorded := false
	record := func() {
		if !recorded {
			recorded = true
			at.record()
			w.add(change)
		}
	}
	if before == nil || before.differs(change) {
		record()
	}
	sub, err := dir.OpenRoot(name)
	if err != nil {
		w.unreadable(err)
		return nil
	}
	defer sub.Close()
	if info, err := sub.Stat("."); err == nil && deviceOf(info) != w.device {
		return nil // another mount
	}
	below := before.open()
	defer below.close()
	if w.marks.redirected(sub) {
		w.result.Cut = fmt.Sprintf("%s was renamed inside of the storage: what it had before is not listed", change.Path)
	}
	return w.directory(sub, place{
		path: change.Path, lowers: below, opaque: at.opaque || w.marks.opaque(sub, "."), record: record, depth: at.depth + 1,
	})
}

// lost lists what the image had below a directory that is gone.
func (w *walk) lost(before *lowerFile, path string) []string {
	if before == nil || !before.info.IsDir() {
		return nil
	}
	var lost []string
	listBelow(before, path, &lost, 0)
	if len(lost) == maxLost {
		w.result.Cut = fmt.Sprintf("more than %d paths gone with %s", maxLost, path)
	}
	return lost
}

func listBelow(before *lowerFile, path string, paths *[]string, depth int) {
	if depth > maxDepth {
		return
	}
	below := before.open()
	defer below.close()
	names := below.hiddenBy(nil)
	slices.Sort(names)
	for _, name := range names {
		file := below.lookup(name)
		if file == nil {
			continue
		}
		if len(*paths) == maxLost {
			return
		}
		child := path + "/" + document.Text(name)
		*paths = append(*paths, child)
		if file.info.IsDir() {
			listBelow(file, child, paths, depth+1)
		}
	}
}

func capabilitiesOf(file string) []string {
	var value [64]byte
	n, err := unix.Lgetxattr(file, "security.capability", value[:])
	if err != nil {
		return nil
	}
	return Capabilities(value[:n])
}

func (w *walk) unreadable(err error) {
	w.result.Unreadable++
	if w.result.Err == nil {
		w.result.Err = err
	}
}

// deviceOf is the device of the file system that a file is on.
func deviceOf(info fs.FileInfo) uint64 {
	if st, ok := info.Sys().(*syscall.Stat_t); ok {
		return st.Dev
	}
	return 0
}
