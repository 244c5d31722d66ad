package overlay

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// The bounds of a directory that is listed.
const (
	// MaxEntries bounds the names of one directory.
	MaxEntries = 1_000_000
	// maxRemembered bounds the directories whose layers are remembered, for
	// rememberFor: a container that runs may change them.
	maxRemembered = 20_000
	rememberFor   = time.Second
	// maxAttributes bounds the extended attributes of one file, in bytes of names
	// and of each value: the kernel allows no more.
	maxAttributes = 64 << 10
)

// FS is the tree as a read-only file system: each file is the topmost layer's,
// what a layer deleted is not there, and directories are merged. Redirects of
// renamed directories are followed, and so is metacopy, where a layer has the
// metadata of a file and another one the content.
//
// Names are those of [fs.FS], but need not be UTF-8. Links are never followed:
// Open refuses them, and Stat is Lstat. The Sys of a [fs.FileInfo] is a
// [*syscall.Stat_t]. Only regular files and directories can be opened; a regular
// file is an [*os.File].
//
// It shares the directories of the tree, and is of no use once that is closed.
type FS struct {
	roots []*os.Root
	marks marks
	// stored tells that marks mean nothing.
	stored bool

	mu         sync.Mutex
	remembered map[string]merged
}

// merged are the directories that make up one, the topmost first, as they were
// at a time.
type merged struct {
	at   []spot
	when time.Time
}

// spot is a path in a layer.
type spot struct {
	layer int
	name  string
}

func (s spot) child(name string) spot { return spot{s.layer, path.Join(s.name, name)} }

// FS is what a container sees of the tree.
func (t *Tree) FS() *FS {
	return &FS{roots: append([]*os.Root{t.upper}, t.lowers...), marks: t.marks, remembered: map[string]merged{}}
}

// UpperFS is the upper directory alone, as it is stored: a deleted file is a
// character device 0:0 there.
func (t *Tree) UpperFS() *FS {
	return &FS{roots: []*os.Root{t.upper}, marks: t.marks, stored: true, remembered: map[string]merged{}}
}

// node is a file: its own spot, and those in the layers below: the directories
// that are merged with a directory, and the directories that could have another
// file of its name.
type node struct {
	info  fs.FileInfo
	at    spot
	below []spot
}

// Lstat describes a file.
func (f *FS) Lstat(name string) (fs.FileInfo, error) {
	n, err := f.find("lstat", name)
	if err != nil {
		return nil, err
	}
	return n.info, nil
}

// Stat is Lstat: links are not followed.
func (f *FS) Stat(name string) (fs.FileInfo, error) { return f.Lstat(name) }

// ReadLink tells where a link leads.
func (f *FS) ReadLink(name string) (string, error) {
	n, err := f.find("readlink", name)
	if err != nil {
		return "", err
	}
	return f.roots[n.at.layer].Readlink(n.at.name)
}

// Open opens a regular file or a directory.
func (f *FS) Open(name string) (fs.File, error) {
	n, err := f.find("open", name)
	if err != nil {
		return nil, err
	}
	if n.info.IsDir() {
		return &directory{fs: f, name: name, info: n.info}, nil
	}
	return f.content(n)
}

// content opens the content of a file, which may be in a layer below.
func (f *FS) content(n *node) (*os.File, error) {
	file, err := openRegular(f.roots[n.at.layer], n.at.name)
	if err != nil || f.stored || !f.marks.has(file, "metacopy") {
		return file, err
	}
	file.Close()
	at, others := n.at, n.below
	for {
		_, places := f.next(at, others)
		i := f.first(places)
		if i < 0 {
			break
		}
		at, others = places[i], parents(places[i+1:])
		file, err := openRegular(f.roots[at.layer], at.name)
		if err != nil || !f.marks.has(file, "metacopy") {
			return file, err
		}
		file.Close()
	}
	return nil, &fs.PathError{Op: "open", Path: n.at.name, Err: errors.New("the layer that has its content is not there")}
}

// Xattrs reads the extended attributes of a file, without those in which
// overlayfs keeps its marks.
func (f *FS) Xattrs(name string) (map[string][]byte, error) {
	n, err := f.find("listxattr", name)
	if err != nil {
		return nil, err
	}
	dir, err := openDirectoryAt(f.roots[n.at.layer], path.Dir(n.at.name))
	if err != nil {
		return nil, err
	}
	defer dir.Close()
	attributes, err := attributesOf(fmt.Sprintf("/proc/self/fd/%d/%s", dir.Fd(), path.Base(n.at.name)))
	if err != nil {
		return nil, &fs.PathError{Op: "listxattr", Path: name, Err: err}
	}
	for attribute := range attributes {
		if !f.stored && strings.HasPrefix(attribute, string(f.marks)) {
			delete(attributes, attribute)
		}
	}
	return attributes, nil
}

func attributesOf(file string) (map[string][]byte, error) {
	buffer := make([]byte, maxAttributes)
	n, err := unix.Llistxattr(file, buffer)
	if errors.Is(err, unix.ENOTSUP) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	attributes := map[string][]byte{}
	value := make([]byte, maxAttributes)
	for name := range strings.SplitSeq(string(buffer[:n]), "\x00") {
		if name == "" {
			continue
		}
		if n, err := unix.Lgetxattr(file, name, value); err == nil {
			attributes[name] = slices.Clone(value[:n])
		}
	}
	return attributes, nil
}

// find looks a path up, one name after the other.
func (f *FS) find(op, name string) (*node, error) {
	if !validName(name) {
		return nil, &fs.PathError{Op: op, Path: name, Err: fs.ErrInvalid}
	}
	dir, base := path.Split(name)
	above, err := f.merged(path.Clean(dir))
	var n *node
	if err == nil {
		n, err = f.child(above, base)
	}
	if err != nil {
		return nil, &fs.PathError{Op: op, Path: name, Err: reason(err)}
	}
	return n, nil
}

// reason takes the paths in layers out of an error.
func reason(err error) error {
	var of *fs.PathError
	for errors.As(err, &of) {
		err = of.Err
	}
	return err
}

// merged are the directories that make up one. They are kept for a moment, since
// many files of a directory are asked for one after the other.
func (f *FS) merged(dir string) ([]spot, error) {
	if dir == "." {
		var tops []spot
		for i := range f.roots {
			tops = append(tops, spot{i, "."})
			if !f.stored && f.marks.opaque(f.roots[i], ".") {
				break
			}
		}
		return tops, nil
	}
	f.mu.Lock()
	known, ok := f.remembered[dir]
	f.mu.Unlock()
	if ok && time.Since(known.when) < rememberFor {
		return known.at, nil
	}
	n, err := f.find("lstat", dir)
	if err != nil {
		return nil, err
	}
	if !n.info.IsDir() {
		return nil, syscall.ENOTDIR
	}
	m := merged{append([]spot{n.at}, n.below...), time.Now()}
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.remembered) >= maxRemembered {
		clear(f.remembered)
	}
	f.remembered[dir] = m
	return m.at, nil
}

// child finds a name in a merged directory.
func (f *FS) child(dir []spot, name string) (*node, error) {
	if name == "" || name == "." {
		info, err := f.roots[0].Lstat(".")
		return &node{info: info, at: dir[0], below: dir[1:]}, err
	}
	for i, above := range dir {
		at := above.child(name)
		info, err := f.roots[at.layer].Lstat(at.name)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, err
		}
		if !f.stored && isWhiteout(info) {
			break
		}
		n := &node{info: info, at: at, below: dir[i+1:]}
		if info.IsDir() && !f.stored {
			n.below = f.below(at, dir[i+1:])
		}
		return n, nil
	}
	return nil, fs.ErrNotExist
}

// below are the directories that are merged with the one at a spot, of the
// directories that are merged with the one above it.
func (f *FS) below(at spot, others []spot) []spot {
	var found []spot
	for {
		opaque, places := f.next(at, others)
		if opaque {
			return found
		}
		i := f.first(places)
		if i < 0 {
			return found
		}
		at = places[i]
		if info, err := f.roots[at.layer].Lstat(at.name); err != nil || !info.IsDir() {
			return found
		}
		found = append(found, at)
		others = parents(places[i+1:])
	}
}

// first is the topmost of places at which there is something; -1 when there is
// none.
func (f *FS) first(places []spot) int {
	return slices.IndexFunc(places, func(s spot) bool {
		_, err := f.roots[s.layer].Lstat(s.name)
		return err == nil
	})
}

func parents(places []spot) []spot {
	up := make([]spot, len(places))
	for i, s := range places {
		up[i] = spot{s.layer, path.Dir(s.name)}
	}
	return up
}

// next tells where the layers below can have what a directory or a regular file
// stands over, and whether it hides all of it. One that was renamed says where it
// was: a name beside its own, or a path from the root on.
func (f *FS) next(at spot, others []spot) (opaque bool, places []spot) {
	name := path.Base(at.name)
	file, err := openUntouched(f.roots[at.layer], at.name)
	if err == nil {
		defer file.Close()
		if f.marks.value(file, "opaque") == "y" {
			return true, nil
		}
		if to := f.marks.value(file, "redirect"); strings.HasPrefix(to, "/") {
			for layer := at.layer + 1; layer < len(f.roots); layer++ {
				places = append(places, spot{layer, clean(to)})
			}
			return false, places
		} else if to != "" && !strings.Contains(to, "/") {
			name = clean(to)
		}
	}
	for _, s := range others {
		places = append(places, s.child(name))
	}
	return false, places
}

// value reads a mark.
func (m marks) value(f *os.File, name string) string {
	var value [unix.PathMax]byte
	n, err := unix.Fgetxattr(int(f.Fd()), string(m)+name, value[:])
	if err != nil {
		return ""
	}
	return string(value[:n])
}

// validName tells whether a name is one of [fs.FS], apart from its encoding.
func validName(name string) bool {
	return name == "." || name != "" && name == clean(name)
}

// ReadDir lists a directory in the order of names. Where a bound or an error cuts
// it short, what there is comes with the error.
func (f *FS) ReadDir(name string) ([]fs.DirEntry, error) {
	if !validName(name) {
		return nil, &fs.PathError{Op: "readdir", Path: name, Err: fs.ErrInvalid}
	}
	dirs, err := f.merged(name)
	if err != nil {
		return nil, &fs.PathError{Op: "readdir", Path: name, Err: reason(err)}
	}
	var entries []fs.DirEntry
	seen := map[string]bool{}
	for i, at := range dirs {
		names, readErr := f.readNames(at)
		if readErr != nil && err == nil {
			err = &fs.PathError{Op: "readdir", Path: name, Err: reason(readErr)}
		}
		for _, there := range names {
			if seen[there.Name()] {
				continue
			}
			if len(seen) == MaxEntries {
				return sorted(entries), &fs.PathError{Op: "readdir", Path: name, Err: fmt.Errorf("more than %d names", MaxEntries)}
			}
			if i < len(dirs)-1 {
				seen[there.Name()] = true
			}
			e := entry{fs: f, at: at.child(there.Name()), kind: there.Type()}
			if !f.stored && e.kind&fs.ModeCharDevice != 0 {
				if info, err := e.Info(); err == nil && isWhiteout(info) {
					continue
				}
			}
			entries = append(entries, e)
		}
	}
	return sorted(entries), err
}

func sorted(entries []fs.DirEntry) []fs.DirEntry {
	slices.SortFunc(entries, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	return entries
}

// openDirectoryAt opens nothing but a directory: opening a device acts on it. The
// access time stays, where we may ask for that.
func openDirectoryAt(root *os.Root, name string) (*os.File, error) {
	f, err := root.OpenFile(name, os.O_RDONLY|unix.O_DIRECTORY|unix.O_NOATIME, 0)
	if errors.Is(err, fs.ErrPermission) {
		f, err = root.OpenFile(name, os.O_RDONLY|unix.O_DIRECTORY, 0)
	}
	return f, err
}

func (f *FS) readNames(at spot) ([]fs.DirEntry, error) {
	handle, err := openDirectoryAt(f.roots[at.layer], at.name)
	if err != nil {
		return nil, err
	}
	defer handle.Close()
	var names []fs.DirEntry
	for len(names) <= MaxEntries {
		some, err := handle.ReadDir(4096)
		names = append(names, some...)
		if len(some) == 0 || err != nil {
			if errors.Is(err, io.EOF) {
				err = nil
			}
			return names, err
		}
	}
	return names, nil
}

// entry is a name of a merged directory.
type entry struct {
	fs   *FS
	at   spot
	kind fs.FileMode
}

func (e entry) Name() string               { return path.Base(e.at.name) }
func (e entry) IsDir() bool                { return e.kind.IsDir() }
func (e entry) Type() fs.FileMode          { return e.kind }
func (e entry) Info() (fs.FileInfo, error) { return e.fs.roots[e.at.layer].Lstat(e.at.name) }

// directory is an open directory.
type directory struct {
	fs      *FS
	name    string
	info    fs.FileInfo
	entries []fs.DirEntry
	read    bool
}

func (d *directory) Stat() (fs.FileInfo, error) { return d.info, nil }
func (d *directory) Close() error               { return nil }

func (d *directory) Read([]byte) (int, error) {
	return 0, &fs.PathError{Op: "read", Path: d.name, Err: syscall.EISDIR}
}

// ReadDir lists the next n entries, or all of them.
func (d *directory) ReadDir(n int) ([]fs.DirEntry, error) {
	if !d.read {
		entries, err := d.fs.ReadDir(d.name)
		if err != nil {
			return entries, err
		}
		d.entries, d.read = entries, true
	}
	if n <= 0 {
		n = len(d.entries)
	} else if len(d.entries) == 0 {
		return nil, io.EOF
	}
	n = min(n, len(d.entries))
	some := d.entries[:n]
	d.entries = d.entries[n:]
	return some, nil
}

// Version is one layer's file at a path.
type Version struct {
	// Layer names the directory of the layer.
	Layer string
	Info  fs.FileInfo
	// Hidden tells that a layer above has another file, or a deletion.
	Hidden bool
	// Whiteout tells that it is the mark of a deletion.
	Whiteout bool
	// Link is where a link leads.
	Link string

	root *os.Root
	name string
}

// Open opens the content, where it is that of a regular file.
func (v Version) Open() (*os.File, error) { return openRegular(v.root, v.name) }

// Versions are what all layers have at a path, the topmost first.
func (f *FS) Versions(name string) ([]Version, error) {
	if !validName(name) {
		return nil, &fs.PathError{Op: "lstat", Path: name, Err: fs.ErrInvalid}
	}
	seen := map[spot]bool{}
	if n, err := f.find("lstat", name); err == nil {
		seen[n.at] = true
		if n.info.IsDir() {
			for _, s := range n.below {
				seen[s] = true
			}
		}
	}
	var versions []Version
	for i, root := range f.roots {
		info, err := root.Lstat(name)
		if err != nil {
			continue
		}
		v := Version{Layer: root.Name(), Info: info, Hidden: !seen[spot{i, name}], Whiteout: isWhiteout(info) && !f.stored, root: root, name: name}
		if info.Mode()&fs.ModeSymlink != 0 {
			v.Link, _ = root.Readlink(name)
		}
		versions = append(versions, v)
	}
	if versions == nil {
		return nil, &fs.PathError{Op: "lstat", Path: name, Err: fs.ErrNotExist}
	}
	return versions, nil
}

// AllNames are the names that any layer has in a directory, also those that are
// hidden, in order.
func (f *FS) AllNames(dir string) ([]string, error) {
	if !validName(dir) {
		return nil, &fs.PathError{Op: "readdir", Path: dir, Err: fs.ErrInvalid}
	}
	var names []string
	var first error
	found := false
	for i := range f.roots {
		there, err := f.readNames(spot{i, dir})
		found = found || err == nil
		if err != nil && !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, syscall.ENOTDIR) && first == nil {
			first = err
		}
		for _, e := range there {
			names = append(names, e.Name())
		}
		if len(names) > MaxEntries {
			first = fmt.Errorf("more than %d names", MaxEntries)
			break
		}
	}
	slices.Sort(names)
	if !found && first == nil {
		first = fs.ErrNotExist
	}
	if first != nil {
		first = &fs.PathError{Op: "readdir", Path: dir, Err: reason(first)}
	}
	return slices.Compact(names), first
}
