package overlay

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"slices"
	"syscall"

	"golang.org/x/sys/unix"

	"github.com/rummage-scanner/rummage/document"
)

// maxCompared bounds the contents that are compared when size and time are
// those of the image, in bytes.
const maxCompared = 256 << 20

// layers are the lower directories that show through at one path, the topmost
// first.
type layers []*layer

type layer struct {
	root  *os.Root
	marks marks
	// names are the directory's entries, when they were read at once.
	names map[string]struct{}
}

func newLayers(roots []*os.Root, m marks) layers {
	l := make(layers, len(roots))
	for i, root := range roots {
		l[i] = &layer{root: root, marks: m}
	}
	return l
}

func (l layers) close() {
	for _, layer := range l {
		layer.root.Close()
	}
}

// readAll reads the names of each directory once, for when many are asked for.
func (l layers) readAll() {
	for _, layer := range l {
		layer.read()
	}
}

func (l *layer) read() {
	if l.names != nil {
		return
	}
	l.names = map[string]struct{}{}
	dir, err := openDirectory(l.root)
	if err != nil {
		return
	}
	defer dir.Close()
	names, _ := dir.Readdirnames(-1)
	for _, name := range names {
		l.names[name] = struct{}{}
	}
}

func (l *layer) lstat(name string) (fs.FileInfo, bool) {
	if l.names != nil {
		if _, ok := l.names[name]; !ok {
			return nil, false
		}
	}
	info, err := l.root.Lstat(name)
	return info, err == nil
}

// lookup finds what the image shows at a name; nil when it shows nothing.
func (l layers) lookup(name string) *lowerFile {
	for i, layer := range l {
		info, ok := layer.lstat(name)
		if !ok {
			continue
		}
		if isWhiteout(info) {
			return nil
		}
		return &lowerFile{name: name, info: info, from: l[i:]}
	}
	return nil
}

// hiddenBy lists the names that the layers have and names does not.
func (l layers) hiddenBy(names []string) []string {
	seen := make(map[string]bool, len(names))
	for _, name := range names {
		seen[name] = true
	}
	var hidden []string
	for _, layer := range l {
		layer.read()
		for name := range layer.names {
			if !seen[name] {
				seen[name] = true
				hidden = append(hidden, name)
			}
		}
	}
	return hidden
}

// lowerFile is one file of the image. Its methods work on nil, which stands for
// a file that the image does not have.
type lowerFile struct {
	name string
	info fs.FileInfo
	// from are the layers from the one on that has the file.
	from layers
}

// open opens the directories that are merged at this path.
func (f *lowerFile) open() layers {
	if f == nil || !f.info.IsDir() {
		return nil
	}
	var below layers
	for _, l := range f.from {
		info, ok := l.lstat(f.name)
		if !ok {
			continue
		}
		if !info.IsDir() {
			break
		}
		root, err := l.root.OpenRoot(f.name)
		if err != nil {
			continue
		}
		below = append(below, &layer{root: root, marks: l.marks})
		if l.marks.opaque(root, ".") {
			break
		}
	}
	return below
}

func (f *lowerFile) was() *document.Was {
	if f == nil {
		return nil
	}
	var c document.Change
	describe(&c, f.info)
	was := &document.Was{Type: c.Type, Mode: c.Mode, UID: c.UID, GID: c.GID, Size: c.Size}
	if c.Type == document.Symlink {
		if target, err := f.from[0].root.Readlink(f.name); err == nil {
			was.LinkTarget = document.Text(target)
		}
	}
	return was
}

// differs tells whether type, mode or owner are not those of the image.
func (f *lowerFile) differs(c document.Change) bool {
	was := f.was()
	return was.Type != c.Type || was.Mode != c.Mode || was.UID != c.UID || was.GID != c.GID
}

// same tells whether a file of the upper directory is the image's, copied up
// and not altered.
func (f *lowerFile) same(c document.Change, dir *os.Root, name string) bool {
	if f == nil || f.differs(c) || f.was().Size != c.Size || !f.info.ModTime().Equal(c.Mtime) {
		return false
	}
	switch c.Type {
	case document.Regular:
		return f.sameCapabilities(c) && (f.from[0].marks.metacopy(dir, name) || c.Size <= maxCompared && f.sameContent(dir, name))
	case document.Symlink:
		return f.was().LinkTarget == c.LinkTarget
	case document.CharDev, document.BlockDev:
		upper, err := dir.Lstat(name)
		return err == nil && device(upper) == device(f.info)
	}
	return true
}

func (f *lowerFile) sameCapabilities(c document.Change) bool {
	var value [64]byte
	n := 0
	if file, err := openRegular(f.from[0].root, f.name); err == nil {
		n, err = unix.Fgetxattr(int(file.Fd()), "security.capability", value[:])
		file.Close()
		if err != nil {
			n = 0
		}
	}
	return slices.Equal(Capabilities(value[:n]), c.Capabilities)
}

func (f *lowerFile) sameContent(dir *os.Root, name string) bool {
	upper, err := openRegular(dir, name)
	if err != nil {
		return false
	}
	defer upper.Close()
	lower, err := openRegular(f.from[0].root, f.name)
	if err != nil {
		return false
	}
	defer lower.Close()
	a, b := make([]byte, 64<<10), make([]byte, 64<<10)
	for {
		n, errA := io.ReadFull(upper, a)
		m, errB := io.ReadFull(lower, b)
		if !bytes.Equal(a[:n], b[:m]) {
			return false
		}
		if errA != nil || errB != nil {
			return ended(errA) && ended(errB)
		}
	}
}

func ended(err error) bool { return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) }

func device(info fs.FileInfo) uint64 {
	if st, ok := info.Sys().(*syscall.Stat_t); ok {
		return st.Rdev
	}
	return 0
}
